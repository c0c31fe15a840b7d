"""Writes the packages that the tests here import."""

from tests.golden_files import write_once


def pytest_collect_file() -> None:
    write_once()
