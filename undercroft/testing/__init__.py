"""Databases for tests: a pytest plugin that hands out fresh, migrated ones.

pytest finds the plugin where undercroft is installed. It stays asleep until a project names the folder of its migrations
in pytest's options: `migrations = "schema"`. Then `fixtures.py` has the fixtures. The server is the one in
TEST_DATABASE_URL, a container where Docker answers and testcontainers is installed, or the embedded one.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("migrations", "the folder of the migrations, from the project's root", default="")
    parser.addini("generated", "the package from sqlwright whose types connections know", default="")


def pytest_configure(config: pytest.Config) -> None:
    if config.getini("migrations"):
        for name in ("undercroft.testing.plugin", "undercroft.testing.fixtures"):
            config.pluginmanager.import_plugin(name)
