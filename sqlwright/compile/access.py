"""What all statements of a query touch."""

from msgspec.structs import replace

from ..analyse.access.finder import access_of
from ..model.access import Access
from .work import Work

__all__ = ["query_access"]


async def query_access(work: Work) -> Access:
    """Of a statement without a tree nothing is known but that it may do anything."""
    trees = work.analyst.trees
    bodies = work.analyst.describer.bodies
    known = [tree for tree in trees if tree is not None]
    found, wanted = access_of(known, work.catalog, bodies.known)
    while wanted:  # those may call others
        await bodies.ask(wanted)
        found, wanted = access_of(known, work.catalog, bodies.known)
    if None not in trees:
        return found
    words = [token.word for token in work.statement.tokens if not token.is_comment]
    what = "makes a table" if words[0] in ("select", "with", "table", "values") else f"is a {words[0].upper()}"
    return replace(found, acts=[what, *found.acts], unknown=["what a statement does that is no query"])
