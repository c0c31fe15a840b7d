"""Prints codecs.py, which teaches asyncpg the types that the modules use."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ..drivers.asyncpg.codec_helpers import codec_helper, needs_binary_form, needs_codec
from ..drivers.asyncpg.parts import Part, codec_parts
from ..drivers.asyncpg.python_types import takes_lists, takes_tuples
from ..model import Composite, Field, Project
from ..model.catalog import PgType
from .carried_modules import assembled
from .composites import binary_types, definitions, used_types
from .layout import bracketed, exploded, indented, text_literal
from .rows import struct_call
from .scope import Scope
from .types import keeps_labels
from .values import decoded, encoded

__all__ = ["codecs_own", "print_codecs"]

_TEACHES = "Teaches a connection the types of these modules: `create_pool(..., init=init_connection)`."

_OTHERWISE = (
    "except ValueError as error:",
    '    raise TypesUnknown(f"{error}: apply the migrations, then connect") from error',
)


def codecs_own() -> AbstractSet[str]:
    """The names that the module defines or imports itself: a class of such a name is imported under another one."""
    parts = codec_parts(elements=False)
    return parts.keys() | {name for part in parts.values() for _, name in part.imports}


def print_codecs(project: Project, header: str, scope: Scope, imported: AbstractSet[str]) -> str:
    """The module; `imported` are the names that the other modules import from it, such as `ready`."""
    taught: list[str] = []
    helpers: set[str] = set()
    binary = binary_types(project)
    fields = {each.type.oid: each.fields for each in definitions(project) if isinstance(each, Composite)}
    # A composite's codec is made of those of its fields.
    used = sorted(used_types(project), key=lambda kind: kind.kind == "c")
    for kind in used:
        if not needs_codec(kind) and not (kind.oid in binary and needs_binary_form(kind)):
            continue
        helper, arguments = _codec(kind, fields.get(kind.oid, ()), scope)
        taught.append(bracketed(f"{helper}(", arguments, ")", indent=13))
        helpers.add(helper)
    inside = [field for kind in used for field in fields.get(kind.oid, ())]
    elements = "Element" in imported or any(takes_lists(field.type) for field in inside)
    parts = codec_parts(elements=elements)
    if taught:
        brought = frozenset((module, name) for module, found in scope.imports.items() for name in found)
        uses = helpers | {"AnyConnection", "TypesUnknown", "_remember", "_teach"}
        parts = {**parts, "init_connection": Part(_init_connection(taught), brought, uses)}
    return assembled(f'{header}\n"""Teaches asyncpg the types."""', parts, ["init_connection", *imported])


def _init_connection(taught: Sequence[str]) -> str:
    call = bracketed("await _teach(", ["connection", *taught], ")", indent=8)
    body = [f'"""{_TEACHES}"""', "try:", indented(call), *_OTHERWISE, "_remember(connection)"]
    return "async def init_connection(connection: AnyConnection) -> None:\n" + indented("\n".join(body)) + "\n"


def _codec(kind: PgType, fields: Sequence[Field], scope: Scope) -> tuple[str, Sequence[str]]:
    """The helper that makes the type's codec, and its arguments; `fields` are those of a composite."""
    name, schema = text_literal(kind.typname), text_literal(kind.schema)
    if kind.kind == "e":
        kept = [scope.builtin("str")] if keeps_labels(kind, scope) else []
        return "_enum", [name, schema, _class(kind, scope), *kept]
    if kind.kind == "c":
        values = [decoded(field.type, f"fields[{index}]", field.name, scope) for index, field in enumerate(fields)]
        made = struct_call(_class(kind, scope), [field.name for field in fields], values, scope, row="fields")
        arguments = [name, schema, f"lambda fields: {made}"]
        if any(takes_lists(field.type) or takes_tuples(field.type) for field in fields):
            names = scope.names.fields([field.name for field in fields])
            sent = [encoded(field.type, f"made.{mine}", scope) for mine, field in zip(names, fields, strict=True)]
            arguments.append(exploded("lambda made: (", sent, ")"))
        return "_composite", arguments
    helper, *arguments = codec_helper(kind)
    # The helpers know the schema of PostgreSQL's own types.
    return helper, [name, *([schema] if kind.extension else []), *arguments]


def _class(kind: PgType, scope: Scope) -> str:
    return scope.name(".models", scope.names.type(kind))
