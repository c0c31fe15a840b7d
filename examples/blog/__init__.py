"""A small blog: SQL, the Python compiled from it, and handlers."""
