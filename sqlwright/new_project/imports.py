"""Sorts imports, whose order follows the subject's name, as ruff would."""

import re

__all__ = ["sort_imports"]

_NAMES = re.compile(r"(?<=import \(\n)(?:    \w+,\n)+")
_RUN = re.compile(r"(?:^from \S+ import (?:[^(\n]+|\([^)]*\))\n)+", re.MULTILINE)
_ONE = re.compile(r"from (\S+) import (?:[^(\n]+|\([^)]*\))\n")


def sort_imports(text: str) -> str:
    """The text with each run of `from` lines in order, and the names of each that has a line per name."""
    text = _NAMES.sub(lambda names: "".join(sorted(names[0].splitlines(keepends=True))), text)
    return _RUN.sub(lambda run: "".join(sorted((one[0] for one in _ONE.finditer(run[0])), key=_module)), text)


def _module(statement: str) -> str:
    return statement.split()[1]
