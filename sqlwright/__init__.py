"""SQL is the source of truth, and Python is compiled from it."""

__version__ = "0.1.0"
