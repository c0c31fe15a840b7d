"""The imports of a module that is being written."""

import re
import sys
from collections.abc import Mapping

from .layout import fits
from .signatures import Module

__all__ = ["Imports"]

_LINE = re.compile(r"from (\S+) import (.+)")
_OURS = ("generated", "service", "tests")


class Imports:
    def __init__(self, *lines: str) -> None:
        self._names: dict[str, set[str]] = {}
        self.add(*lines)

    def add(self, *lines: str) -> None:
        for line in lines:
            if found := _LINE.fullmatch(line):
                self._names.setdefault(found[1], set()).update(found[2].split(", "))
            else:
                self._names[line] = set()

    def add_annotation(self, annotation: str, module: Module) -> None:
        """What an annotation in a generated module names."""
        for name in re.findall(r"[A-Za-z_]\w*", annotation):
            if name in module.imports:
                self.add(f"from {module.imports[name]} import {name}")
            elif name in module.fields:
                self.add(f"from generated.{module.name} import {name}")

    def __str__(self) -> str:
        sections: Mapping[int, list[str]] = {0: [], 1: [], 2: []}
        for module in self._names:
            root = module.removeprefix("import ").partition(".")[0]
            place = 2 if root in _OURS else 0 if root in sys.stdlib_module_names else 1
            sections[place].append(self._line(module))
        return "\n\n".join(
            "\n".join(sorted(lines, key=lambda line: (line.startswith("from"), line.split()[1])))
            for lines in sections.values()
            if lines
        )

    def _line(self, module: str) -> str:
        names = sorted(self._names[module], key=_order)
        if not names:
            return module
        line = f"from {module} import {', '.join(names)}"
        return (
            line if fits(line, indent=0) else f"from {module} import (\n" + "".join(f"    {n},\n" for n in names) + ")"
        )


def _order(name: str) -> tuple[int, str]:
    """As ruff sorts: constants, classes, the rest."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2), name
