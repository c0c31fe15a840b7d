"""Reads the text form of an analysed tree (`pg_node_tree`) into typed nodes.

The form is PostgreSQL's own, written by `src/backend/nodes/outfuncs.c`: `{TAG :field value …}`, lists in parentheses
(`(i 1 2)` of integers, `(o …)` of OIDs, `(b …)` of bits), `<>` for nothing. A backslash takes a character's meaning
away, so an escaped first character is never syntax.
"""

import re
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

from . import nodes
from .grouping import with_group_entries
from .nodes import Node, Query, Unknown
from .recursion import deep

__all__ = ["read_expression", "read_expressions", "read_tree"]

_TOKEN = re.compile(r'[(){}]|"(?:\\.|[^"\\])*"|(?:\\.|[^\s(){}\\])+', re.DOTALL)
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
"""Tags of PostgreSQL 14 and 15, whose writer was made by hand."""


_NUMBERS = ("i", "o", "x", "b")


class _Cursor:
    __slots__ = ("at", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        self.at = 0

    def skip(self) -> None:
        """Passes over one field's value, which may be several tokens (a datum is `4 [ 1 0 0 0 ]`)."""
        depth = 0
        while True:
            token = self.tokens[self.at]
            if token in "({":
                depth += 1
            elif token in ")}":
                if not depth:
                    return
                depth -= 1
            elif not depth and token[0] == ":":
                return
            self.at += 1


def _text(token: str) -> str:
    if token[0] == '"':
        token = token[1:-1]
    return _ESCAPE.sub(r"\1", token) if "\\" in token else token


def _int(cursor: _Cursor) -> int:
    token = cursor.tokens[cursor.at]
    cursor.at += 1
    return int(token)


def _bool(cursor: _Cursor) -> bool:
    token = cursor.tokens[cursor.at]
    cursor.at += 1
    return token == "true"


def _str(cursor: _Cursor) -> str:
    token = cursor.tokens[cursor.at]
    cursor.at += 1
    return "" if token == "<>" else _text(token)


def _str_or_none(cursor: _Cursor) -> str | None:
    token = cursor.tokens[cursor.at]
    cursor.at += 1
    return None if token == "<>" else _text(token)


def _datum(cursor: _Cursor) -> bytes | None:
    if cursor.tokens[cursor.at] == "<>":
        cursor.at += 1
        return None
    start = cursor.at + 2
    end = cursor.tokens.index("]", start)
    cursor.at = end + 1
    return bytes(int(token) & 0xFF for token in cursor.tokens[start:end])


def _tuple(item: Callable[[_Cursor], object]) -> Callable[[_Cursor], object]:
    def read(cursor: _Cursor) -> object:
        token = cursor.tokens[cursor.at]
        cursor.at += 1
        if token == "<>":
            return ()
        items: list[object] = []
        # A letter says that numbers follow: integers, OIDs, or the members of a set.
        numbers = cursor.tokens[cursor.at] in _NUMBERS
        cursor.at += numbers
        while cursor.tokens[cursor.at] != ")":
            items.append(_int(cursor) if numbers else item(cursor))
        cursor.at += 1
        return tuple(items)

    return read


def _node(cursor: _Cursor) -> object:
    """A node, a nested list (VALUES) as a tuple, or None."""
    token = cursor.tokens[cursor.at]
    if token == "(":
        return _nodes(cursor)
    cursor.at += 1
    if token == "<>":
        return None
    if token != "{":
        return Unknown(_text(token))
    tag = cursor.tokens[cursor.at]
    cursor.at += 1
    readers = _readers().get(tag)
    if readers is None:
        return _unknown(tag, cursor)
    values: dict[str, object] = {}
    while (field := cursor.tokens[cursor.at]) != "}":
        cursor.at += 1
        read = readers[1].get(field)
        if read is None:
            cursor.skip()
        else:
            values[field[1:]] = read(cursor)
    cursor.at += 1
    try:
        return readers[0](**values)
    except TypeError:
        # Another major's form, without a field that counts.
        return Unknown(tag, tuple(value for value in values.values() if isinstance(value, Node)))


def _unknown(tag: str, cursor: _Cursor) -> Unknown:
    """A node without a class, up to its closing brace: only the nodes in it are kept."""
    found: list[Node] = []
    depth = 0
    while depth or cursor.tokens[cursor.at] != "}":
        token = cursor.tokens[cursor.at]
        if token == "{":
            node = _node(cursor)
            found += [node] if isinstance(node, Node) else []
            continue
        depth += (token == "(") - (token == ")")
        cursor.at += 1
    cursor.at += 1
    return Unknown(tag, tuple(found))


_nodes = _tuple(_node)


def _field_reader(hint: object) -> Callable[[_Cursor], object]:
    """How a field of this declared type is read."""
    union = get_origin(hint) in (UnionType, Union)
    parts = [part for part in get_args(hint) if part is not NoneType] if union else [hint]
    part = parts[0]
    if get_origin(part) is tuple:
        return _tuple(_field_reader(get_args(part)[0]))
    optional = len(parts) == 1 and part is not hint
    simple: dict[object, Callable[[_Cursor], object]] = {
        int: _int,
        bool: _bool,
        str: _str_or_none if optional else _str,
        bytes: _datum,
    }
    return simple.get(part, _node)


type_readers: dict[str, tuple[type[Node], dict[str, Callable[[_Cursor], object]]]] = {}


def _readers() -> dict[str, tuple[type[Node], dict[str, Callable[[_Cursor], object]]]]:
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
    """The queries of a `prosqlbody` or a rule's action; more than one where a body has several statements."""
    tree = deep(lambda: _node(_Cursor(text)), otherwise=None)
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
    """The expression of a default, a generated column or a CHECK."""
    found = deep(lambda: _node(_Cursor(text)), otherwise=None)
    return found if isinstance(found, Node) else None


def read_expressions(text: str) -> list[Node]:
    """The expressions of a list, such as that of a function's defaults."""
    found = deep(lambda: _node(_Cursor(text)), otherwise=None)
    return [node for node in _items(found) if isinstance(node, Node)]


def _items(found: object) -> tuple[object, ...]:
    return found if isinstance(found, tuple) else ()  # pyright: ignore[reportUnknownVariableType]
