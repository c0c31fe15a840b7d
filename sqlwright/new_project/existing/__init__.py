"""A new project for tables that exist: it reads them, and writes queries for them, and tests."""
