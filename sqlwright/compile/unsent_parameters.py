"""Refuses parameters in statements to which PostgreSQL sends none: utility statements such as CREATE TABLE or COPY."""

from collections.abc import Mapping

from ..source.rewriting import NamedParam, Rewritten
from ..source.statements import Statement

__all__ = ["check_sent", "hint_at_parameter", "parameter_name"]

_BESIDES = ("or", "replace", "unique", "temp", "temporary", "unlogged", "global", "local", "recursive", "foreign")
"""The words between CREATE and what it creates."""
_FUNCTION = "write the name of one of its own arguments"
_HINTS: Mapping[str, str] = {
    "copy": "select the rows instead, as :many with -- @stream, or write the value itself",
    "create function": _FUNCTION,
    "create materialized view": "filter where you select from the view, or write the value itself",
    "create procedure": _FUNCTION,
    "create view": "filter where you select from the view, or write the value itself",
    "execute": "write what was prepared as a query of its own",
    "prepare": "write what it prepares as a query of its own: asyncpg prepares every query",
    "set": "write select set_config('the.setting', {name}, false)",
    "notify": "write select pg_notify('the_channel', {name})",
}
_ELSE = "write the value itself, or call a function that makes the statement with format() and EXECUTE"


def parameter_name(param: NamedParam) -> str:
    return f"@{param.name}" if param.name else f"${param.number}"


def check_sent(statement: Statement, text: Rewritten, count: int) -> None:
    """Raises a CompileError at the first parameter of the text unless PostgreSQL takes `count` or more."""
    unsent = [param for param in text.params if param.number > count]
    if unsent:
        param = min(unsent, key=lambda each: each.at)
        verb = _verb(text)
        raise statement.error(
            param.at,
            f"{verb} takes no parameters, so {parameter_name(param)} cannot be sent",
            hint=_HINTS.get(verb, _ELSE).format(name=parameter_name(param)),
        )


def hint_at_parameter(text: Rewritten, offset: int) -> str | None:
    """What to do about a syntax error at this offset of the text, if a parameter stands there."""
    token = next((token for token in text.words if token.start == offset and token.kind == "PARAM"), None)
    if token is None:
        return None
    name = next((parameter_name(param) for param in text.params if token.text == f"${param.number}"), token.text)
    before = next((word.word for word in reversed(text.words) if word.end <= offset), "")
    if before in ("from", "into", "update", "join", "table"):
        return "a parameter is a value: write the table's own name, in one query for each table"
    if before in ("interval", "date", "timestamp", "timestamptz", "time"):
        return f"write {name}::{before}"
    if before == "in":
        return f"write = any ({name}), or <> all ({name}) for not in"
    return _HINTS.get(_verb(text), "a parameter is a value, and none can stand there").format(name=name)


def _verb(text: Rewritten) -> str:
    """What the statement does, in a word or two, such as copy or create table."""
    words = [token.word for token in text.words[:9] if token.word not in _BESIDES]
    if words[0] == "explain":
        words = [word for word in words if word not in ("explain", "analyze", "verbose")]
    if words[0] not in ("create", "alter", "drop", "comment"):
        return words[0]
    return " ".join(words[: 3 if words[1] == "materialized" else 2])
