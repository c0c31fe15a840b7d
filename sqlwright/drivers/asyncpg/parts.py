"""Cuts the run-time modules into parts, of which a generated package is given those that it needs.

What a part needs is read off its syntax tree; its text is its lines in the module, so comments come along.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["Part", "codec_parts", "db_parts", "needed", "transactions_text"]

_RUNTIME = Path(__file__).with_name("runtime")
_DB = (
    *("calls", "connections", "rows", "documents", "batches", "copies", "pages", "streams"),
    *("answers", "flights", "lookups"),
)
"""The modules that db.py is made of, in the order in which their parts stand in it."""
_CODECS = ("readiness", "codecs")
"""The modules that codecs.py is made of."""
_BY_METHOD = "Connection"
"""The class of which a package is given only those methods that its other parts use."""


class Part(Struct, frozen=True):
    """A class, function or constant of a module, or a method that its class can do without."""

    text: str
    imports: AbstractSet[tuple[str, str]] = frozenset()
    """The modules and names that it imports."""
    parts: AbstractSet[str] = frozenset()
    """The other parts that it uses."""
    attributes: AbstractSet[str] = frozenset()
    """The attributes that it uses, of whatever."""
    space: int = 2
    """The empty lines above it."""


def db_parts() -> Mapping[str, Part]:
    """All that db.py can hold, by name."""
    return _read(*_DB)


def codec_parts(*, elements: bool) -> Mapping[str, Part]:
    """All that codecs.py can hold, by name; with `elements` for arrays whose elements can be lists themselves."""
    return {**_read(*_CODECS), **_read(*_CODECS, "element_codecs")} if elements else _read(*_CODECS)


@cache
def transactions_text() -> str:
    """All of tx.py below its header."""
    return (_RUNTIME / "transactions.py").read_text("utf-8")


def needed(parts: Mapping[str, Part], wanted: Iterable[str]) -> AbstractSet[str]:
    """The names of the parts that are wanted, and of those that they use."""
    found: set[str] = set()
    pending = [*wanted]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            part = parts[name]
            pending += part.parts
            if _BY_METHOD in part.parts:
                methods = (f"{_BY_METHOD}.{attribute}" for attribute in part.attributes)
                pending += (method for method in methods if method in parts)
    return found


@cache
def _read(*modules: str) -> Mapping[str, Part]:
    return {name: part for module in modules for name, part in _Module(module).parts()}


class _Module:
    """A run-time module's lines, its imports and what it defines."""

    def __init__(self, name: str) -> None:
        text = (_RUNTIME / f"{name}.py").read_text("utf-8")
        self._lines = text.split("\n")
        self._imports: dict[str, tuple[str, str]] = {}
        self._names: set[str] = set()
        """Of parts: its own, and those of other run-time modules that it imports."""
        self._definitions: dict[str, ast.stmt] = {}
        for node in ast.parse(text).body:
            match node:
                case ast.ImportFrom(module=str(module), level=0):
                    self._imports |= {each.name: (module, each.name) for each in node.names}
                case ast.ImportFrom():
                    self._names |= {each.name for each in node.names}
                case (
                    ast.FunctionDef(name=defined)
                    | ast.AsyncFunctionDef(name=defined)
                    | ast.ClassDef(name=defined)
                    | ast.Assign(targets=[ast.Name(id=defined)])
                    | ast.AnnAssign(target=ast.Name(id=defined))
                ):
                    self._definitions[defined] = node
                case ast.Expr(value=ast.Constant()):
                    pass  # the module's docstring
                case _:
                    raise SyntaxError(f"{name}.py:{node.lineno}: neither an import nor a class, function or constant")
        del self._definitions["__all__"]
        self._names |= self._definitions.keys()

    def parts(self) -> Iterator[tuple[str, Part]]:
        for name, node in self._definitions.items():
            if name == _BY_METHOD and isinstance(node, ast.ClassDef):
                # The class is its first lines, with the docstring; each method is a part that needs the class.
                docstring, *methods = node.body
                yield name, self._part(node, docstring, [*node.decorator_list, *node.bases])
                for method in methods:
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                        part = self._part(method, method, [method])
                        yield f"{name}.{method.name}", replace(part, parts=part.parts | {name})
            else:
                yield name, self._part(node, node, [node])

    def _part(self, first: ast.stmt, last: ast.stmt, nodes: Sequence[ast.AST]) -> Part:
        """The lines from one statement to the end of another, with the comments above; `nodes` are what is in it."""
        decorators: Sequence[ast.expr] = getattr(first, "decorator_list", ())
        start = min(node.lineno for node in (first, *decorators)) - 1
        while self._lines[start - 1].lstrip().startswith("#"):
            start -= 1
        above = start
        while not self._lines[above - 1]:
            above -= 1
        text = "\n".join([*self._lines[start : last.end_lineno], ""])
        names, attributes = _used(nodes)
        imports = frozenset(self._imports[name] for name in names & self._imports.keys())
        return Part(text, imports, names & self._names, attributes, start - above)


def _used(nodes: Sequence[ast.AST]) -> tuple[AbstractSet[str], AbstractSet[str]]:
    """The names that are used, and the attributes.

    A local variable of the same name counts as well: no module has such a one, or its package would import too much.
    """
    names: set[str] = set()
    attributes: set[str] = set()
    for node in nodes:
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                if isinstance(each.ctx, ast.Load):
                    names.add(each.id)
            elif isinstance(each, ast.Attribute):
                attributes.add(each.attr)
            elif isinstance(each, ast.Global):
                names.update(each.names)
    return names, attributes
