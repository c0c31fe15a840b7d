"""Prints a struct, filled by position from a record unless the options want keywords."""

from collections.abc import Sequence

from msgspec import Struct, defstruct

from ..model import Field
from ..numbering import numbered
from ..options import Structs
from .layout import bracketed, docstring, indented, text_literal
from .scope import Scope
from .types import column_type, is_atomic

__all__ = ["Member", "documented", "members", "print_struct"]


class Member(Struct, frozen=True):
    """A field of a struct to print."""

    name: str
    annotation: str
    atomic: bool
    comment: str | None = None
    default: str | None = None


def members(columns: Sequence[Field], scope: Scope) -> Sequence[Member]:
    return [
        Member(column.name, column_type(column.type, scope), is_atomic(column.type), column.comment)
        for column in columns
    ]


def print_struct(
    name: str, doc: Sequence[str], members: Sequence[Member], scope: Scope, *, kw_only: bool = False
) -> str:
    wanted = scope.options.structs
    names = scope.names.fields([member.name for member in members])
    settings = [scope.name("msgspec", "Struct")]
    if wanted.frozen:
        settings.append("frozen=True")
    if wanted.kw_only or kw_only:
        settings.append("kw_only=True")
    if wanted.gc is False or (wanted.gc is None and all(member.atomic for member in members)):
        settings.append("gc=False")
    lines: list[str] = []
    encoded = _encoded(names, members, scope, wanted)
    plain = [_styled(mine, wanted) for mine in names]
    given = {mine: theirs for mine, theirs, by_itself in zip(names, encoded, plain, strict=True) if theirs != by_itself}
    if wanted.rename:
        settings.append(f'rename="{wanted.rename}"')
    elif given:
        pairs = ", ".join(f"{text_literal(mine)}: {text_literal(theirs)}" for mine, theirs in given.items())
        settings.append(f"rename={{{pairs}}}")
    for mine, member in zip(names, members, strict=True):
        value = f" = {member.default}" if member.default else ""
        if wanted.rename and mine in given:
            default = f"default={member.default}, " if member.default else ""
            value = f" = {scope.name('msgspec', 'field')}({default}name={text_literal(given[mine])})"
        lines.append(f"{mine}: {member.annotation}{value}")
        if member.comment and scope.options.emit_docstrings:
            lines.append(docstring(member.comment.split("\n")))
    return documented(bracketed(f"class {name}(", settings, "):"), doc, "\n".join(lines), scope)


def documented(head: str, doc: Sequence[str], body: str, scope: Scope) -> str:
    """A class with its docstring, if there are to be any."""
    parts = [docstring(doc), body] if scope.options.emit_docstrings else [body or "pass"]
    return f"{head}\n" + "\n\n".join(indented(part) for part in parts if part)


def _encoded(names: Sequence[str], members: Sequence[Member], scope: Scope, wanted: Structs) -> Sequence[str]:
    """The fields' names in JSON, each once."""
    found: list[str] = []
    for mine, member in zip(names, members, strict=True):
        found.append(numbered(_styled(scope.names.json_name(member.name, mine), wanted), found))
    return found


def _styled(name: str, wanted: Structs) -> str:
    """The name in the style of the options: as msgspec itself writes it."""
    if wanted.rename is None:
        return name
    return defstruct("_", [(name, int)], rename=wanted.rename).__struct_encode_fields__[0]
