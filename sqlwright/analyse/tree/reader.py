"""Reads the text form of an analysed tree (`pg_node_tree`) into typed nodes.

PostgreSQL writes it in `src/backend/nodes/outfuncs.c`: `{TAG :field value …}`, lists in parentheses (`(i 1 2)` of
integers, `(o …)` of OIDs, `(b …)` of bits), `<>` for nothing. A backslash escapes the character after it, so an escaped
first character is never syntax.
"""

import re
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

from ...source.recursion import deep
from . import nodes
from .group_entries import with_group_entries
from .nodes import Node, Query, Unknown

__all__ = ["read_expression", "read_expressions", "read_tree"]

_TOKEN = re.compile(r"[^ (){}\\]+(?:\\.[^ (){}\\]*)*|[(){}]|(?:\\.[^ (){}\\]*)+", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

_OLDER = {
    "RTE": "RANGETBLENTRY",
    "ARRAY": "ARRAYEXPR",
    "ROW": "ROWEXPR",
    "ROWCOMPARE": "ROWCOMPAREEXPR",
    "COALESCE": "COALESCEEXPR",
    "MINMAX": "MINMAXEXPR",
    "CASE": "CASEEXPR",
    "WHEN": "CASEWHEN",
    "COLLATE": "COLLATEEXPR",
}
"""Tags of PostgreSQL 14 and 15, whose writer was not yet generated from the headers."""

_NUMBERS = ("i", "o", "x", "b")

_Tokens = list[str]
"""The tokens still to be read, the next one last."""


def _tokens(text: str) -> _Tokens:
    if "\\" in text:
        found = _TOKEN.findall(text)
    else:  # nearly always; it takes 33 % of the time
        for bracket in "(){}":
            text = text.replace(bracket, f" {bracket} ")
        found = [token for token in text.split(" ") if token]
    found.reverse()
    return found


def _skip(tokens: _Tokens) -> None:
    """Skips one field's value, which may be several tokens (a datum is `4 [ 1 0 0 0 ]`)."""
    depth = int(tokens.pop() in "({")
    while depth or (tokens[-1] != "}" and tokens[-1][0] != ":"):
        token = tokens.pop()
        depth += (token in "({") - (token in ")}")


def _text(token: str) -> str:
    if token[0] == '"':
        token = token[1:-1]
    return _ESCAPE.sub(r"\1", token) if "\\" in token else token


def _int(tokens: _Tokens) -> int:
    return int(tokens.pop())


def _bool(tokens: _Tokens) -> bool:
    return tokens.pop() == "true"


def _str(tokens: _Tokens) -> str:
    token = tokens.pop()
    return "" if token == "<>" else _text(token)


def _str_or_none(tokens: _Tokens) -> str | None:
    token = tokens.pop()
    return None if token == "<>" else _text(token)


def _datum(tokens: _Tokens) -> bytes | None:
    """A constant's value: its length, and its bytes in brackets."""
    if tokens.pop() == "<>":
        return None
    tokens.pop()
    found: list[int] = []
    while (token := tokens.pop()) != "]":
        found.append(int(token) & 0xFF)
    return bytes(found)


def _tuple(item: Callable[[_Tokens], object]) -> Callable[[_Tokens], object]:
    def read(tokens: _Tokens) -> object:
        if tokens.pop() == "<>":
            return ()
        items: list[object] = []
        # A letter announces numbers: integers, OIDs, or the members of a set.
        numbers = tokens[-1] in _NUMBERS
        if numbers:
            tokens.pop()
        while tokens[-1] != ")":
            items.append(_int(tokens) if numbers else item(tokens))
        tokens.pop()
        return tuple(items)

    return read


def _node(tokens: _Tokens) -> object:
    """A node, a nested list (VALUES) as a tuple, or None."""
    if tokens[-1] == "(":
        return _nodes(tokens)
    token = tokens.pop()
    if token == "<>":
        return None
    if token != "{":
        return Unknown(_text(token))
    tag = tokens.pop()
    readers = _readers().get(tag)
    if readers is None:
        return _unknown(tag, tokens)
    kind, fields = readers
    values: dict[str, object] = {}
    while (field := tokens.pop()) != "}":
        read = fields.get(field)
        if read is None:
            _skip(tokens)
        else:
            values[field[1:]] = read(tokens)
    try:
        return kind(**values)
    except TypeError:
        # Another major's form, which lacks a field that is needed.
        return Unknown(tag, tuple(value for value in values.values() if isinstance(value, Node)))


def _unknown(tag: str, tokens: _Tokens) -> Unknown:
    """A node without a class, up to its closing brace. Only the nodes in it are kept."""
    found: list[Node] = []
    depth = 0
    while depth or tokens[-1] != "}":
        if tokens[-1] == "{":
            node = _node(tokens)
            found += [node] if isinstance(node, Node) else []
            continue
        token = tokens.pop()
        depth += (token == "(") - (token == ")")
    tokens.pop()
    return Unknown(tag, tuple(found))


_nodes = _tuple(_node)


def _field_reader(hint: object) -> Callable[[_Tokens], object]:
    """The reader of a field with this declared type."""
    union = get_origin(hint) in (UnionType, Union)
    parts = [part for part in get_args(hint) if part is not NoneType] if union else [hint]
    part = parts[0]
    if get_origin(part) is tuple:
        return _tuple(_field_reader(get_args(part)[0]))
    optional = len(parts) == 1 and part is not hint
    simple: dict[object, Callable[[_Tokens], object]] = {
        int: _int,
        bool: _bool,
        str: _str_or_none if optional else _str,
        bytes: _datum,
    }
    return simple.get(part, _node)


type_readers: dict[str, tuple[type[Node], dict[str, Callable[[_Tokens], object]]]] = {}


def _readers() -> dict[str, tuple[type[Node], dict[str, Callable[[_Tokens], object]]]]:
    if not type_readers:
        for name in nodes.__all__:
            kind: object = getattr(nodes, name)
            if not isinstance(kind, type) or not issubclass(kind, Node):
                continue
            hints = get_type_hints(kind)
            type_readers[name.upper()] = kind, {f":{field}": _field_reader(hint) for field, hint in hints.items()}
        for older, tag in _OLDER.items():
            type_readers[older] = type_readers[tag]
    return type_readers


def read_tree(text: str) -> list[Query]:
    """The queries of a `prosqlbody` or a rule's action: several if a body has several statements."""
    tree = deep(lambda: _node(_tokens(text)), otherwise=None)
    found: list[Query] = []
    pending = [tree]
    while pending:
        item = pending.pop(0)
        if isinstance(item, Query):
            query = with_group_entries(item) if ":groupingSets (" in text else item
            found += [query] if isinstance(query, Query) else []
        elif isinstance(item, tuple):
            pending += item  # pyright: ignore[reportUnknownVariableType]
    return found


def read_expression(text: str) -> Node | None:
    """The expression of a default, a generated column, a CHECK or a trigger's WHEN."""
    found = deep(lambda: _node(_tokens(text)), otherwise=None)
    return found if isinstance(found, Node) else None


def read_expressions(text: str) -> list[Node]:
    """The expressions of a list, such as that of a function's defaults, or the only one."""
    found = deep(lambda: _node(_tokens(text)), otherwise=None)
    return [node for node in _items(found) if isinstance(node, Node)]


def _items(found: object) -> tuple[object, ...]:
    return found if isinstance(found, tuple) else (found,)  # pyright: ignore[reportUnknownVariableType]
