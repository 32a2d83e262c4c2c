"""Review documents and unknown hubs in web archives, on hosts that nobody declared (docs/discover.md)."""
