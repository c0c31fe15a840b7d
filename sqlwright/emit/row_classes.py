"""Prints the struct of a query's rows, which queries whose rows have one name share."""

from collections.abc import Sequence

from msgspec.structs import replace

from ..model import Query
from .annotations.group import level_members
from .names import in_words
from .rows import row_class, row_members
from .scope import Scope
from .structs import Member, print_struct

__all__ = ["print_row"]


def print_row(queries: Sequence[Query], scope: Scope) -> str:
    """`queries` are those that share the struct."""
    query = queries[0]
    same = zip(*(_members(each, scope) for each in queries), strict=True)
    return print_struct(row_class(query, scope), [_doc(query)], [_joined(members) for members in same], scope)


def _members(query: Query, scope: Scope) -> Sequence[Member]:
    return level_members(query, 0, scope) if query.levels else row_members(query, scope)


def _joined(members: Sequence[Member]) -> Member:
    """The field, with a comment that no query contradicts."""
    comments = {member.comment for member in members if member.comment is not None}
    comment = comments.pop() if len(comments) == 1 else None
    return replace(members[0], comment=comment, atomic=all(member.atomic for member in members))


def _doc(query: Query) -> str:
    """A name that was chosen for others to see comes without that of the query."""
    if query.row is None:
        return f"A row of {query.name}."
    return f"{in_words(query.row.name)}."
