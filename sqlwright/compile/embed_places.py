"""Finds the columns of a statement's output that each `sqlc.embed` stands for."""

from collections.abc import Mapping
from itertools import groupby

from ..source.parser import parse
from ..source.rewriting import Rewritten
from ..source.text import SourceFile

__all__ = ["embed_places"]


def embed_places(text: Rewritten) -> Mapping[int, tuple[int, int]]:
    """By place in the file, the number of the first column that is written there, and how many are.

    The columns of an embed all stand at its place. Nothing is found where a star is left, or in unions, whose columns
    are several queries'.
    """
    statement = parse(text.sql).stmts[0].stmt
    kind = statement.WhichOneof("node")
    node = getattr(statement, kind)
    targets = node.target_list if kind == "select_stmt" else node.returning_clause.exprs
    in_bytes = SourceFile("", text.sql)
    places: list[int] = []
    for target in targets:
        value = target.res_target.val
        indirect = value.a_indirection.indirection if value.HasField("a_indirection") else value.column_ref.fields
        if indirect and indirect[-1].HasField("a_star"):
            return {}
        places.append(text.at(in_bytes.from_bytes(target.res_target.location)))
    found: dict[int, tuple[int, int]] = {}
    for place, numbers in groupby(range(len(places)), places.__getitem__):
        columns = list(numbers)
        found.setdefault(place, (columns[0], len(columns)))
    return found
