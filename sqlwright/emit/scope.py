"""The names that a generated module uses, and its imports."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from ..model import Query
from ..model.numbering import numbered
from ..model.options import Options
from .document_place import DocumentPlace
from .layout import (
    WIDTH,
    bracketed,
    docstring,
    exploded,
    unsplit,
)
from .project_names import Names

__all__ = ["Scope", "sorted_all"]

_ONLY_SIGNATURES = frozenset(
    {
        *("builtins", "collections", "collections.abc", "contextlib", "datetime", "decimal"),
        *("enum", "ipaddress", "typing", "uuid"),
    }
)
"""A parameter may have the name of something from these modules: methods use it in signatures only."""


class Scope:
    """Collects imports; a name that the module uses for something of its own is imported under another name."""

    def __init__(
        self,
        names: Names | None = None,
        *,
        own: Iterable[str] = (),
        attributes: Iterable[str] = (),
        variables: Iterable[str] = (),
        elements: Mapping[tuple[str, int], str] | None = None,
        embeds: Mapping[tuple[str, int], str] | None = None,
        common: Mapping[tuple[str, int], str] | None = None,
        home: str = "",
        documents: Mapping[DocumentPlace, str] | None = None,
        shared: Mapping[DocumentPlace, str] | None = None,
        given: Mapping[DocumentPlace, str] | None = None,
    ) -> None:
        self.names = names or Names()
        self.own = frozenset(own)
        """What the module defines."""
        self._attributes = frozenset(attributes)
        """Fields and methods of its classes."""
        self._variables = frozenset(variables)
        """Parameters and variables of its methods."""
        self.elements = elements or {}
        """The classes of the elements of lists, by query and level."""
        self.embeds = embeds or {}
        """The classes of embeds with a struct of their own, by query and first column."""
        self._common = common or {}
        """The same for embeds that several modules share, in models.py."""
        self._home = home
        """The module itself, whose names need no import."""
        self._documents = documents or {}
        """The names of the module's own structs and aliases for parts of documents."""
        self._shared = shared or {}
        """The same in models.py, for documents in views and in rows that modules share."""
        self.given = given or {}
        """Those of all these names that queries give."""
        self._locals: dict[tuple[str, str], str] = {}
        self.imports: dict[str, set[str]] = {}
        self._defined: dict[tuple[str, ...], str] = {}
        """The names of other constants to define, by the function and arguments that make them."""

    @property
    def options(self) -> Options:
        return self.names.options

    def name(self, module: str, name: str) -> str:
        if module == self._home:
            return name
        if (module, name) not in self._locals:
            taken = {*self.own, *self._attributes, *self._locals.values(), *self._defined.values()}
            if module not in _ONLY_SIGNATURES:
                taken |= self._variables
            local = name
            while local in taken:
                local += "_"
            self._locals[module, name] = local
            if module != "builtins" or local != name:
                self.imports.setdefault(module, set()).add(name if local == name else f"{name} as {local}")
        return self._locals[module, name]

    def defines(self, place: DocumentPlace) -> bool:
        """Whether the module itself defines the struct or alias for a part of a document."""
        return place in self._documents and place not in self._shared

    def document(self, place: DocumentPlace) -> str:
        """The struct or alias for a part of a document."""
        if place in self._shared:
            return self.name(".models", self._shared[place])
        try:
            return self._documents[place]
        except KeyError:
            column = f"column {place.column + 1} of {place.query}"
            raise LookupError(f"{column}: nothing was named for the place {place.path} of its document") from None

    def element(self, query: Query, level: int) -> str:
        """The class of the elements of a list of the query's rows."""
        return self._of_row(query, self.elements[query.name, level])

    def embed(self, query: Query, first: int) -> str:
        """The class of an embed of the query's rows that has a struct of its own."""
        if self.is_common(query, first):
            return self.name(".models", self._common[query.name, first])
        return self._of_row(query, self.embeds[query.name, first])

    def is_common(self, query: Query, first: int) -> bool:
        """Whether several modules share the class of an embed."""
        return (query.name, first) in self._common

    def _of_row(self, query: Query, name: str) -> str:
        home = "" if query.row is None else self.names.row_home(query.row.name)
        return self.name(home, name)

    def define(self, name: str, function: str, arguments: Sequence[str]) -> str:
        """Defines a constant made by a call of the function, once for the same call; gives its name, which may be numbered."""
        made = (function, *arguments)
        if made not in self._defined:
            self.name("typing", "Final")
            taken = {*self.own, *self._attributes, *self._variables, *self._locals.values(), *self._defined.values()}
            self._defined[made] = numbered(name, taken)
        return self._defined[made]

    def definitions(self) -> str:
        """The lines of these constants."""
        final = self.name("typing", "Final") if self._defined else ""
        return "\n".join(
            unsplit(bracketed(f"{name}: {final} = {function}(", arguments, ")"))
            for (function, *arguments), name in self._defined.items()
        )

    def top(self, header: str, doc: Sequence[str]) -> str:
        """A module's first lines."""
        return f"{header}\n{docstring(doc)}" if self.options.emit_docstrings else header

    def builtin(self, name: str) -> str:
        return self.name("builtins", name)

    def imported(self, module: str) -> Iterable[str]:
        """The names imported from a module, as that module has them."""
        return (name.split(" ")[0] for name in self.imports.get(module, ()))

    def print(self) -> str:
        """The import lines, in isort's order."""
        imported = [override.imported for override in self.options.overrides]
        local = {*self.options.json_modules, *(module for found in imported if found for module in found.local)}
        others = [module for module in self.imports if not _is_standard(module) and module[0] != "."]
        sections: Sequence[Sequence[str]] = (
            sorted(module for module in self.imports if _is_standard(module)),
            sorted(module for module in others if module not in local),
            sorted(module for module in others if module in local),
            sorted(module for module in self.imports if module[0] == "."),
        )
        return "\n\n".join("\n".join(self._lines(module) for module in section) for section in sections if section)

    def _lines(self, module: str) -> str:
        names = sorted(self.imports[module], key=_import_order)
        # A renamed import has a line of its own, as in isort.
        lines = [[name] for name in names if " as " in name]
        if plain := [name for name in names if " as " not in name]:
            lines.append(plain)
        lines.sort(key=lambda line: _import_order(line[0].split(" ")[0]))
        return "\n".join(_import(module, line) for line in lines)


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _import(module: str, names: Sequence[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    return line if len(line) <= WIDTH else exploded(f"from {module} import (", names, ")")


_Order = tuple[int, list[tuple[int, str]]]


def _order(name: str) -> _Order:
    """Sorts as ruff does: constants, classes, the rest; digits in a name compare as numbers."""
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    parts = re.split(r"(\d+)", name)
    return rank, [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _import_order(name: str) -> tuple[_Order, _Order]:
    """The same for imports, where case only decides between names that are otherwise equal."""
    rank, _ = _order(name.partition(" ")[0])
    return (rank, _order(name.lower())[1]), _order(name)


def sorted_all(names: Iterable[str]) -> Sequence[str]:
    """Sorted as ruff wants __all__."""
    return sorted(names, key=_order)
