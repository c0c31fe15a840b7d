"""Reads files of annotated SQL into statements for PostgreSQL, and finds the place of a mistake in the file."""
