"""Cuts the run-time modules into parts; a generated package gets those that it needs.

What a part needs is read from its syntax tree. Its text is its lines in the module, so it keeps its comments.
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
    *("unreadable", "calls", "connections", "rows", "documents", "batches", "copies", "orders", "pages", "streams"),
    "bodies",
    "listeners",
    *("answers", "flights", "lookups", "keyed_lookups"),
)
"""The modules that db.py is made of, in the order of their parts in it."""
_CODECS = ("readiness", "teaching", "codecs")
"""The modules that codecs.py is made of."""
_BY_METHOD = "Connection"
"""The class of which a package only gets the methods that other parts use."""


class Part(Struct, frozen=True):
    """A class, function or constant of a run-time module, or an optional method of a class."""

    text: str
    imports: AbstractSet[tuple[str, str]] = frozenset()
    """The modules and names that it imports."""
    parts: AbstractSet[str] = frozenset()
    """The other parts that it uses."""
    attributes: AbstractSet[str] = frozenset()
    """The names of the attributes that it uses, of any object."""
    space: int = 2
    """The number of empty lines above it."""


def db_parts() -> Mapping[str, Part]:
    """Everything that db.py can have, by name."""
    return _read(*_DB)


def codec_parts(*, elements: bool) -> Mapping[str, Part]:
    """Everything that codecs.py can have, by name; with `elements`, for arrays whose elements can be lists."""
    return {**_read(*_CODECS), **_read(*_CODECS, "element_codecs")} if elements else _read(*_CODECS)


@cache
def transactions_text() -> str:
    """The text of tx.py below its header."""
    return (_RUNTIME / "transactions.py").read_text("utf-8")


def needed(parts: Mapping[str, Part], wanted: Iterable[str]) -> AbstractSet[str]:
    """The names of the wanted parts and of all parts that they use."""
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
    """The lines, imports and definitions of a run-time module."""

    def __init__(self, name: str) -> None:
        text = (_RUNTIME / f"{name}.py").read_text("utf-8")
        self._lines = text.split("\n")
        self._imports: dict[str, tuple[str, str]] = {}
        self._names: set[str] = set()
        """Its own parts, and those that it imports from other run-time modules."""
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
                # The class is a part up to its docstring; each method is a part that needs the class.
                docstring, *methods = node.body
                yield name, self._part(node, docstring, [*node.decorator_list, *node.bases])
                for method in methods:
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                        part = self._part(method, method, [method])
                        yield f"{name}.{method.name}", replace(part, parts=part.parts | {name})
            else:
                yield name, self._part(node, node, [node])

    def _part(self, first: ast.stmt, last: ast.stmt, nodes: Sequence[ast.AST]) -> Part:
        """The lines from the first statement to the end of the last, and the comments above; `nodes` are its syntax."""
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
    """The names and attributes that are used.

    A local variable counts as the module's name if both are the same. The run-time modules avoid that: a package would
    get more than it needs.
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
