"""Commands: one module each, thin shells over the core."""
