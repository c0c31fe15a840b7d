"""Writes the packages that the tests here import."""

import pytest

from tests.golden_files import write_once


def pytest_collect_file(parent: pytest.Collector) -> None:
    write_once(renew=parent.config.getoption("--renew"))
