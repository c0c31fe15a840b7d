"""What was decided of every query, and why: for people as a table, for programs as JSON."""

import json
from collections.abc import Sequence
from typing import Any

from .analyse.nullness import PROOFS
from .emit.scope import Scope
from .emit.types import column_type, parameter_type
from .errors import Problem
from .model import Field, Module, Parameter, Query

__all__ = ["as_json", "as_table"]

_ROWS = {"one": "exactly one row", "optional": "no row or one", "many": "any number of rows", "none": "no rows"}


def as_json(modules: Sequence[Module], problems: Sequence[Problem]) -> str:
    """`columns` as PostgreSQL returns them; `proof` is one of analyse.nullness.PROOFS, null where nullable."""
    report = {
        "queries": [_query(module, query) for module in modules for query in module.queries],
        "errors": [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "query": problem.query,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _query(module: Module, query: Query) -> dict[str, Any]:
    return {
        "name": query.name,
        "file": module.path,
        "line": query.line,
        "command": query.command,
        "rows": query.rows,
        "sql": query.sql,
        "batched": None if query.batched is None else query.batched.sql,
        "params": [_param(param) for param in query.params],
        "columns": [_column(column) for column in query.columns],
    }


def _param(param: Parameter) -> dict[str, Any]:
    return {
        "number": param.number,
        "name": param.name,
        "type": param.type.name,
        "nullable": param.type.nullable,
        "python": parameter_type(param.type, Scope()),
    }


def _column(column: Field) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type.name,
        "nullable": column.type.nullable,
        "proof": column.proof,
        "python": column_type(column.type, Scope()),
        "embed": column.embed,
    }


def as_table(modules: Sequence[Module]) -> str:
    """A block a query, and at the end what the proofs that occur mean."""
    blocks: list[str] = []
    proofs: set[str] = set()
    for module in modules:
        for query in module.queries:
            rows = [
                (f"${param.number}", param.name, param.type.name, _nullable(param.type.nullable), "")
                for param in query.params
            ]
            rows += [
                ("", column.name, column.type.name, _nullable(column.type.nullable), column.proof or "")
                for column in query.columns
            ]
            proofs.update(column.proof for column in query.columns if column.proof)
            batched = " @batched" if query.batched is not None else ""
            head = f"{module.path}:{query.line} {query.name} {query.command}{batched}, {_ROWS[query.rows]}"
            blocks.append("\n".join([head, *_aligned(rows)]))
    if proofs:
        blocks.append("\n".join(["proofs", *_aligned([(proof, PROOFS[proof]) for proof in sorted(proofs)])]))
    return "\n\n".join(blocks)


def _nullable(nullable: bool) -> str:
    return "null" if nullable else "not null"


def _aligned(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width).rstrip()
        for row in rows
    ]
