"""How a kind of site is crawled: one module per platform."""
