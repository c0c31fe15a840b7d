"""Prints a struct, which is filled by position unless the options want keywords."""

from collections.abc import Sequence

from msgspec import Struct

from ..model import Field
from .json_names import json_names, styled
from .layout import (
    bracketed,
    docstring,
    exploded,
    indented,
    text_literal,
    unsplit,
)
from .scope import Scope
from .types import column_type, is_atomic

__all__ = ["Member", "documented", "members", "or_unset", "print_struct"]


class Member(Struct, frozen=True):
    """A field of a struct to print."""

    name: str
    annotation: str
    atomic: bool
    comment: str | None = None
    unset: bool = False
    """Whether a document may leave it out."""
    default: str = ""
    """The expression for its value if a caller leaves it out; empty if none may."""


def or_unset(annotation: str, scope: Scope) -> str:
    """The annotation of what may be left out; None stays last."""
    given = annotation.removesuffix(" | None")
    return f"{given} | {scope.name('msgspec', 'UnsetType')}{annotation[len(given) :]}"


def members(columns: Sequence[Field], scope: Scope) -> Sequence[Member]:
    return [
        Member(column.name, column_type(column.type, scope), is_atomic(column.type), column.comment)
        for column in columns
    ]


def print_struct(
    name: str,
    doc: Sequence[str],
    members: Sequence[Member],
    scope: Scope,
    *,
    kw_only: bool = False,
    exact_names: bool = False,
) -> str:
    """With `exact_names` the fields have PostgreSQL's names in JSON, whatever the options say."""
    wanted = scope.options.structs
    names = scope.names.fields([member.name for member in members])
    settings = [scope.name("msgspec", "Struct")]
    if wanted.frozen:
        settings.append("frozen=True")
    if wanted.kw_only or kw_only:
        settings.append("kw_only=True")
    if wanted.gc is False or (wanted.gc is None and all(member.atomic for member in members)):
        settings.append("gc=False")
    if wanted.tag is not None:
        settings.append("tag=True" if wanted.tag == "type" else f"tag_field={text_literal(wanted.tag)}")
    lines: list[str] = []
    found = [member.name for member in members]
    encoded = found if exact_names else json_names(found, scope.names)
    style = None if exact_names else wanted.rename
    plain = [styled(mine, style) for mine in names]
    given = {mine: theirs for mine, theirs, by_itself in zip(names, encoded, plain, strict=True) if theirs != by_itself}
    if style:
        settings.append(f'rename="{style}"')
    elif given:
        pairs = [f"{text_literal(mine)}: {text_literal(theirs)}" for mine, theirs in given.items()]
        settings.append(bracketed("rename={", pairs, "}", indent=5))
    for mine, member in zip(names, members, strict=True):
        default = scope.name("msgspec", "UNSET") if member.unset else member.default
        annotation = or_unset(member.annotation, scope) if member.unset else member.annotation
        value = f" = {default}" if default else ""
        if style and mine in given:
            before = f"default={default}, " if default else ""
            value = f" = {scope.name('msgspec', 'field')}({before}name={text_literal(given[mine])})"
        lines.append(unsplit(f"{mine}: {annotation}{value}", indent=4))
        if member.comment and scope.options.emit_docstrings:
            lines.append(docstring(member.comment.split("\n")))
    head = f"class {name}("
    several = any("\n" in setting for setting in settings)
    head = exploded(head, settings, "):") if several else bracketed(head, settings, "):")
    return documented(head, doc, "\n".join(lines), scope)


def documented(head: str, doc: Sequence[str], body: str, scope: Scope) -> str:
    """A class, with its docstring if the options want docstrings."""
    parts = [docstring(doc), body] if scope.options.emit_docstrings else [body or "pass"]
    return f"{head}\n" + "\n\n".join(indented(part) for part in parts if part)
