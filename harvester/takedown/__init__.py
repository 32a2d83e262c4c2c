"""Taking a document out of everything that a data directory holds, for good (docs/takedown.md)."""
