"""Adds a column to a statement's result."""

from .parentheses import READS, WRITES, level_of
from .rewriting import Edit, Rewritten, edited

__all__ = ["with_column"]

_SETS = ("union", "intersect", "except")
_AFTER_LIST = ("from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for", *_SETS)
"""The words that end a list of columns."""


def with_column(text: Rewritten, expression: str) -> Rewritten:
    """The statement with one more column, its last. PostgreSQL has to say whether it still means the same."""
    column = f", {expression}"
    tokens, end = text.words, len(text.sql)
    words = [(tokens[index], word) for index, word in level_of(tokens).words()]
    verb = next((index for index, (_, word) in enumerate(words) if word in (*READS, *WRITES)), 0)
    if words[0][1] != "(" and words[verb][1] in WRITES:
        return edited(text, [Edit(end, end, column)])  # RETURNING comes last
    if words[0][1] == "(" or words[verb][1] != "select" or any(word in _SETS for _, word in words):
        # WITH stays in front: what changes rows in it may stand nowhere else.
        start = words[verb][0].start if words[0][1] == "with" else 0
        return edited(text, [Edit(start, start, f"select q.*{column} from (\n"), Edit(end, end, "\n) q")])
    after = next((index for index, (_, word) in enumerate(words) if index > verb and word in _AFTER_LIST), len(words))
    last, word = words[after - 1]
    first = word in ("select", "all")  # there are no columns, as in select from t
    return edited(text, [Edit(last.end, last.end, f" {expression}" if first else column)])
