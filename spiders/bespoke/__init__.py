"""Sources whose site needs code of its own: one module per slug."""
