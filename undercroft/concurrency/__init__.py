"""Several pieces of work at once, bounded."""
