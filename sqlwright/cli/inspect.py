"""Shows what was decided about each query, and why: as a table for people, as JSON for programs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..analyse.proofs.rules import PROOFS
from ..emit.document_place import DocumentPlace, SharedDocuments
from ..emit.document_structs import document_names, shared_document_names
from ..emit.equal_rows import EqualRows, equal_rows
from ..emit.named_documents import NamedPart, resolved
from ..emit.project_names import Names
from ..emit.rows import result_type
from ..emit.scope import Scope
from ..emit.types import parameter_type
from ..errors import CompileError
from ..model import (
    Module,
    Origin,
    Parameter,
    Query,
    Shape,
    Variant,
)
from ..model.rows import lists_of

__all__ = ["as_json", "as_table"]

_ROWS = {"one": "exactly one row", "optional": "no row or one", "many": "any number of rows", "none": "no rows"}


def as_json(modules: Sequence[Module], errors: CompileError | None) -> str:
    """`columns` are as PostgreSQL returns them. `proof` is a word of analyse.proofs.rules.PROOFS, or null if nullable.

    A key that applies to some queries only, such as variants, is missing from the others.
    """
    names = _names(modules)
    shared = shared_document_names(names)
    equal = _equal_rows(modules)
    report = {
        "queries": [found for module in modules for found in _queries(module, names, shared)],
        **({"equal_rows": [{"row": each.row, "queries": each.queries} for each in equal]} if equal else {}),
        "errors": [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "query": problem.query,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in (errors.problems if errors else ())
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _names(modules: Sequence[Module]) -> Names:
    names = Names()
    names.documents = _of_views(modules)
    return names


def _equal_rows(modules: Sequence[Module]) -> Sequence[EqualRows]:
    names = _names(modules)
    return [*equal_rows(modules, Scope(names, shared=shared_document_names(names)))]


def _of_views(modules: Sequence[Module]) -> SharedDocuments:
    """The documents in columns of views. Other columns of tables are no documents whose form is known."""
    found: dict[Origin, tuple[DocumentPlace, Shape]] = {}
    for query in (query for module in modules for query in module.queries):
        for column in query.columns:
            if column.origin is not None and column.type.shape is not None:
                place = DocumentPlace(".".join(column.origin), 0)
                found.setdefault(column.origin, (place, column.type.shape))
    return found


def _queries(module: Module, names: Names, shared: Mapping[DocumentPlace, str]) -> Iterator[dict[str, Any]]:
    """The module's queries; equal documents in it have one name."""
    parts = [resolved(query, document, names) for query in module.queries for document in query.named_documents]
    given = {part.own.place: part.given.name for part in parts if isinstance(part, NamedPart)}
    scope = Scope(names, documents=document_names(module.queries, names, set(), given), shared=shared)
    for query in module.queries:
        yield _query(module, query, scope)


def _query(module: Module, query: Query, scope: Scope) -> dict[str, Any]:
    return {
        "name": query.name,
        "file": module.path,
        "line": query.line,
        "command": query.command,
        "rows": query.rows,
        "sql": query.sql,
        "params": [_param(param) for param in query.params],
        "columns": [_column(query, index, scope) for index in range(len(query.columns))],
        "access": _access(query),
        **({"row": query.row.name} if query.row is not None else {}),
        **({"batched": query.batched.sql} if query.batched is not None else {}),
        **({"encoded": True} if query.encoded is not None else {}),
        **({"levels": [_level(index, query) for index in range(len(query.levels))]} if query.levels else {}),
        **({"variants": [_variant(query, variant) for variant in query.variants]} if query.variants else {}),
    }


def _access(query: Query) -> dict[str, Any]:
    """`acts` says why a query does more than read. `reader` is whether it goes to a reader that is given."""
    access = query.access
    return {
        "only_reads": not access.acts,
        "reads": access.reads,
        "writes": access.writes,
        "acts": access.acts,
        "reader": query.may_read_elsewhere,
    }


def _param(param: Parameter) -> dict[str, Any]:
    return {
        "number": param.number,
        "name": param.name,
        "type": param.type.name,
        "nullable": param.type.nullable,
        "python": parameter_type(param.type, Scope()),
        **({"optional": True} if param.optional else {}),
    }


def _variant(query: Query, variant: Variant) -> dict[str, Any]:
    """`next_sql` gets the next page: its next parameter is the limit, followed by the keys of the last row. `last_sql`
    and `previous_sql` lead back: their rows come in the opposite order."""
    names = {param.number: param.name for param in query.params}
    return {
        "given": [names[number] for number in variant.given],
        "order": variant.order,
        "params": [names[number] for number in variant.params],
        "sql": variant.sql,
        "next_sql": variant.next_sql,
        **({"last_sql": variant.last_sql, "previous_sql": variant.previous_sql} if variant.last_sql else {}),
    }


def _column(query: Query, index: int, scope: Scope) -> dict[str, Any]:
    column = query.columns[index]
    found = {
        "name": column.name,
        "type": column.type.name,
        "nullable": column.type.nullable,
        "proof": column.proof,
        "python": result_type(query, index, scope),
        "embed": column.embed,
    }
    # The form of JSON that the query itself builds.
    return found if column.type.shape is None else {**found, "document": _document(column.type.shape)}


def _document(shape: Shape) -> dict[str, Any]:
    return {
        "kind": shape.kind,
        "nullable": shape.nullable,
        "type": None if shape.value is None else shape.value.name,
        "items": [_document(item) for item in shape.items],
        "keys": [{"name": key.name, "optional": key.optional, **_document(key.shape)} for key in shape.keys],
    }


def _level(index: int, query: Query) -> dict[str, Any]:
    level = query.levels[index]
    return {
        "group": level.embed,
        "key": [query.columns[index].name for index in level.key],
        "columns": [column.name for column in query.columns[level.first : level.end]],
        "lists": [query.levels[each].field for each in lists_of(query.levels, index)],
    }


def as_table(modules: Sequence[Module]) -> str:
    """A block per query, and at the end an explanation of the proofs that occur."""
    blocks: list[str] = []
    proofs: set[str] = set()
    for module in modules:
        for query in module.queries:
            rows = [
                (
                    f"${param.number}",
                    param.name,
                    param.type.name,
                    _nullable(param.type.nullable),
                    "optional" if param.optional else "",
                )
                for param in query.params
            ]
            rows += [
                (
                    _place(index, query),
                    column.name,
                    column.type.name,
                    _nullable(column.type.nullable),
                    column.proof or "",
                )
                for index, column in enumerate(query.columns)
            ]
            proofs.update(column.proof for column in query.columns if column.proof)
            added = " @batched" if query.batched is not None else " @encoded" if query.encoded is not None else ""
            head = f"{module.path}:{query.line} {query.name} {query.command}{added}, {_ROWS[query.rows]}"
            blocks.append("\n".join([head, f"  {_touched(query)}", *_aligned(rows), *_variants(query)]))
    if equal := [(", ".join(each.queries), f"-- @row {each.row}") for each in _equal_rows(modules)]:
        blocks.append("\n".join(["equal rows, which one name makes one struct", *_aligned(equal)]))
    if proofs:
        blocks.append("\n".join(["proofs", *_aligned([(proof, PROOFS[proof]) for proof in sorted(proofs)])]))
    return "\n\n".join(blocks)


def _touched(query: Query) -> str:
    """What the query reads and writes, and why it goes to the primary, if it does."""
    access = query.access
    tables = [
        f"{does} {', '.join(names)}" for does, names in (("reads", access.reads), ("writes", access.writes)) if names
    ]
    kept = (
        access.acts or (["@primary"] if query.primary else []) or ([] if query.may_read_elsewhere else [query.command])
    )
    return "; ".join([*tables, f"to the primary: {', '.join(kept)}" if kept else "only reads"])


def _variants(query: Query) -> Iterator[str]:
    """Each statement of a query with several, under a title that says when it is used."""
    for variant in query.variants:
        found = _variant(query, variant)
        optional = any(param.optional for param in query.params)
        given = f"with {', '.join(found['given']) or 'none'}" if optional else ""
        title = ", ".join(part for part in (given, f"by {variant.order}" if variant.order else "") if part)
        pages = (
            ("first page" if variant.next_sql else "", variant.sql),
            ("next page", variant.next_sql),
            ("last page", variant.last_sql),
            ("previous page", variant.previous_sql),
        )
        for page, sql in pages:
            if sql is not None:
                yield f"  {', '.join(part for part in (title, page) if part)}:"
                yield from (f"    {line}" for line in sql.split("\n"))


def _place(index: int, query: Query) -> str:
    """The level of a column in grouped rows."""
    levels = (number for number, level in enumerate(query.levels, 1) if index < level.end)
    return next((f"level {number}" for number in levels), "")


def _nullable(nullable: bool) -> str:
    return "null" if nullable else "not null"


def _aligned(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width).rstrip()
        for row in rows
    ]
