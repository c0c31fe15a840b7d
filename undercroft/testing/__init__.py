"""Databases for tests: a pytest plugin that hands out fresh, migrated ones.

A project uses it with `pytest_plugins = ["undercroft.testing"]` in its conftest.py, and names the folder of its
migrations in pytest's options: `migrations = "schema"`. The server is the one in TEST_DATABASE_URL, a container where
Docker answers and testcontainers is installed, or the embedded one. `plugin.py` has the fixtures.
"""

pytest_plugins = ["undercroft.testing.plugin"]
