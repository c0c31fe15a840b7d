"""What PostgreSQL wrote in JSON, as the body of a response."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import json

__all__ = ["JsonLevels", "_JsonNode", "_JsonParent", "_joined", "json_body", "json_list", "json_page", "json_rows"]


def json_body(row: Any) -> bytes:
    """The JSON that is the only column of a row."""
    return str(row[0]).encode()


def json_rows(rows: Sequence[Any]) -> list[str]:
    """The JSON of each row, which is its first column."""
    return [row[0] for row in rows]


def json_list(items: Sequence[str]) -> bytes:
    return f"[{','.join(items)}]".encode()


def json_page(items: Sequence[str], name: str, cursors: Mapping[str, object]) -> bytes:
    """A page's JSON, in which its items have this name."""
    return b'{"%b":%b,%b' % (name.encode(), json_list(items), json.encode(cursors)[1:])


class _JsonParent(NamedTuple):
    """A parent's JSON without its lists, and the names of the lists with their items."""

    text: str
    names: Sequence[str]
    lists: "Sequence[list[_JsonNode]]"


_JsonNode: TypeAlias = "_JsonParent | str"


def _joined(node: _JsonNode) -> str:
    if isinstance(node, str):
        return node
    pairs = zip(node.names, node.lists, strict=True)
    lists = [f"{name}:[{','.join(map(_joined, items))}]" for name, items in pairs]
    return f"{node.text[:-1]},{','.join(lists)}}}"


class JsonLevels(NamedTuple):
    """How rows of joins become nested lists. A row has the JSON of each level, NULL where it has nothing for it.

    Each level comes with the columns of its key.
    """

    parents: Sequence[tuple[tuple[int, ...], Sequence[str]]]
    """With the names of their lists, in quotes."""
    lists: Sequence[tuple[int, ...]]
    """The innermost lists; one without a key takes every row."""

    def fold(self, rows: Sequence[Any]) -> list[str]:
        """The JSON of each outermost parent."""
        outermost: list[_JsonNode] = []
        known: list[dict[object, _JsonParent]] = [{} for _ in self.parents]
        seen: list[set[object]] = [set() for _ in self.lists]
        for row in rows:
            for index, items in enumerate(self._found(row, known, outermost)):
                text, keys = row[len(self.parents) + index], self.lists[index]
                key = tuple(row[column] for column in keys)
                if text is None or (keys and key in seen[index]):
                    continue
                seen[index].add(key)
                items.append(text)
        return [*map(_joined, outermost)]

    def _found(
        self,
        row: Any,
        known: Sequence[dict[object, _JsonParent]],
        items: "list[_JsonNode]",
    ) -> "Sequence[list[_JsonNode]]":
        """The innermost lists that the row belongs to; none if it has nothing for one of the parents."""
        lists: Sequence[list[_JsonNode]] = ()
        for level, (keys, names) in enumerate(self.parents):
            if row[level] is None:
                return ()
            key = tuple(row[column] for column in keys)
            parent = known[level].get(key)
            if parent is None:
                parent = _JsonParent(row[level], names, [[] for _ in names])
                known[level][key] = parent
                items.append(parent)
            lists = parent.lists
            items = lists[0]
        return lists
