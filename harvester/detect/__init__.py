"""Is this page a hub, this link a review document? Pure functions that give reasons."""
