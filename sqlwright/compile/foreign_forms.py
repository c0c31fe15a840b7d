"""Hints at what other tools and editors write: their placeholders, strings in double quotes, unseen characters."""

import re
import unicodedata

__all__ = ["hint_at_foreign"]

_PLACEHOLDER = re.compile(
    r"""
      (?<!:) : '? (?P<colon> [^\W\d]\w*) '?
    | [{$] (?P<brace> [^\W\d]\w*) \}?
    | % \( (?P<percent> [^\W\d]\w*) \) s \b
    | % s \b
    | \?
    """,
    re.VERBOSE,
)
"""How SQLAlchemy, psql, psycopg, JDBC and templates write a parameter."""
_QUOTED = re.compile(r"\"(.*?)\"", re.DOTALL)
_UNSEEN = ("Zs", "Cf", "Pi", "Pf")
"""Spaces, formats and typographic quotes, by their category in Unicode."""


def hint_at_foreign(sql: str, offset: int, sqlstate: str, message: str) -> str | None:
    """What to write instead, if what PostgreSQL refuses at this offset of the text is one of these forms."""
    quoted = _QUOTED.search(message)
    name = quoted[1] if quoted else ""
    for char in name:
        if unicodedata.category(char) in _UNSEEN and char != " ":
            return f"remove or replace the character {unicodedata.name(char)} there"
    is_column = sqlstate == "42703"
    if is_column and sql.startswith('"', offset):
        return f"correct the name, or write '{name}' if it is a string: double quotes are for names"
    if sqlstate == "42601" or (is_column and name == "s"):
        for found in _PLACEHOLDER.finditer(sql):
            # PostgreSQL reads a question mark as an operator, and misses what comes after it.
            if found.start() <= offset <= found.end() or (
                found[0] == "?" and found.end() <= offset and not sql[found.end() : offset].strip()
            ):
                return f"write a parameter as @{found['colon'] or found['brace'] or found['percent'] or 'name'}"
    return None
