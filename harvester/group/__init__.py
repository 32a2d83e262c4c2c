"""Same, newer, or belonging together? Pure functions over described documents."""
