"""The base of all nodes, and ways to walk and rebuild a tree."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import fields

__all__ = [
    "Node",
    "Unknown",
    "children",
    "rebuilt",
    "rebuilt_below",
    "unknown_nodes",
    "walk",
]


class Node(Struct, frozen=True):
    """Any node of the tree."""


class Unknown(Node, frozen=True):
    """A node that has no class here. Its value counts as nullable."""

    tag: str
    children: tuple[Node, ...] = ()
    """The nodes inside it, which may contain parameters."""


_N = TypeVar("_N", bound=Node)


def children(node: Node) -> Sequence[Node]:
    """The nodes directly below a node, in the order of its fields."""
    found: list[Node] = []
    for value in _below(type(node))(node):
        if isinstance(value, Node):
            found.append(value)
        elif value.__class__ is tuple:
            _gather(value, found)
    return found


def _gather(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            _gather(item, found)  # pyright: ignore[reportUnknownArgumentType]


_LEAVES = (bool, bytes, int, str, bool | None, bytes | None, int | None, str | None)


@cache
def _below(kind: type[Node]) -> Callable[[Node], Sequence[object]]:
    """Gives the fields that may hold nodes. Every tree is walked several times, and most fields are numbers."""
    names = [field.name for field in fields(kind) if field.type not in _LEAVES]
    # An attrgetter gives a tuple only of several.
    return attrgetter(*names) if len(names) > 1 else lambda node: [getattr(node, name) for name in names]


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending += children(found)


def unknown_nodes(node: Node) -> list[str]:
    """The tags of the nodes in a tree that have no class here, sorted."""
    return sorted({found.tag for found in walk(node) if isinstance(found, Unknown)})


def rebuilt(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """A copy of the tree in which `change` replaces nodes. Where it returns None the node stays, and the walk goes on below it."""
    changed = change(node)
    return rebuilt_below(node, change) if changed is None else changed


def rebuilt_below(node: _N, change: Callable[[Node], Node | None]) -> _N:
    """Like `rebuilt`, but the node itself stays."""
    return type(node)(**{name: _rebuilt(getattr(node, name), change) for name in node.__struct_fields__})


def _rebuilt(value: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(value, Node):
        return rebuilt(value, change)
    if isinstance(value, tuple):
        return tuple(_rebuilt(item, change) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value
