"""Reads from a generated module what its methods take and give."""

import ast
from collections.abc import Mapping, Sequence

from msgspec import Struct

__all__ = ["Method", "Module", "Parameter", "read_module"]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Parameter(Struct, frozen=True):
    name: str
    annotation: str
    default: str
    """As Python; empty if it must be given."""


class Method(Struct, frozen=True):
    parameters: Sequence[Parameter]
    returns: str


class Module(Struct, frozen=True):
    name: str
    querier: str
    """The class of the queries."""
    methods: Mapping[str, Method]
    fields: Mapping[str, Mapping[str, str]]
    """Of each struct, with their annotations."""
    imports: Mapping[str, str]
    """Where each name in annotations comes from."""

    @property
    def takes_reader(self) -> bool:
        """Whether the class sends some of its queries to a reader, if it has one."""
        return any(each.name == "reader" for each in self.methods["__init__"].parameters)


def read_module(name: str, text: str) -> Module:
    tree = ast.parse(text)
    imports: dict[str, str] = {}
    fields: dict[str, Mapping[str, str]] = {}
    methods: dict[str, Method] = {}
    querier = ""
    for node in tree.body:
        match node:
            case ast.ImportFrom():
                module = f"{'generated.' if node.level else ''}{node.module}"
                imports |= {alias.asname or alias.name: module for alias in node.names}
            case ast.ClassDef() if node.name.endswith("Queries"):
                querier = node.name
                methods = {each.name: _method(each) for each in node.body if isinstance(each, _FUNCTIONS)}
            case ast.ClassDef():
                fields[node.name] = {
                    ast.unparse(each.target): ast.unparse(each.annotation)
                    for each in node.body
                    if isinstance(each, ast.AnnAssign)
                }
            case _:
                pass
    return Module(name, querier, methods, fields, imports)


def _method(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Method:
    plain = node.args.args[1:]
    defaults: Sequence[ast.expr | None] = [None] * (len(plain) - len(node.args.defaults)) + list(node.args.defaults)
    pairs = [*zip(plain, defaults, strict=True), *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]
    return Method(
        [
            Parameter(each.arg, *(ast.unparse(part) if part else "" for part in (each.annotation, default)))
            for each, default in pairs
        ],
        ast.unparse(node.returns) if node.returns else "",
    )
