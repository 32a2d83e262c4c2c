"""Tables, flow and plots for studies of reviews: what published national analyses print (docs/studies.md)."""
