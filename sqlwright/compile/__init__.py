"""Compiles one query: its text is put to PostgreSQL, and the answer becomes the model."""
