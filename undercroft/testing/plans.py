"""Assertions about plans: how PostgreSQL answers a query, with the values and rows of a test."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from .databases import AnyConnection, rolled_back

Node: TypeAlias = Mapping[str, Any]

# After five runs of a prepared statement, PostgreSQL may keep one plan for all values.
_RUNS = 6


@dataclass(frozen=True)
class Plan:
    """What PostgreSQL did: the nodes as `explain (analyze, buffers, format json)` names their properties."""

    root: Node

    @property
    def nodes(self) -> list[Node]:
        return [node for node, _ in _walk(self.root)]

    @property
    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes if "Index Name" in node}

    @property
    def read_whole(self) -> set[str]:
        """The tables that were read from the first row to the last."""
        return {node["Relation Name"] for node in self.nodes if node["Node Type"] == "Seq Scan"}

    @property
    def sorts(self) -> bool:
        return any(node["Node Type"] in ("Sort", "Incremental Sort") for node in self.nodes)

    @property
    def rows(self) -> float:
        """The most rows that one node read, with those that it left out."""
        return max(map(_rows, self.nodes))

    @property
    def buffers(self) -> int:
        """The number of pages of 8 kB that were read, from memory or from disk."""
        return sum(self.root[f"{kind} {how} Blocks"] for kind in ("Shared", "Local") for how in ("Hit", "Read"))

    def __str__(self) -> str:
        return "\n".join(f"{'  ' * depth}{_line(node)}" for node, depth in _walk(self.root))


async def assert_plan(
    connection: AnyConnection,
    query: str,
    *arguments: object,
    index: str | Iterable[str] = (),
    whole: Collection[str] = (),
    sort: bool = True,
    rows: int | None = None,
    buffers: int | None = None,
    after: Sequence[object] | None = None,
    few_rows: bool = False,
) -> Plan:
    """Run the query, roll it back, and fail if its plan reads a table from the first row to the last.

    `index` must be used, and only tables in `whole` may be read from the first row to the last. `sort=False` refuses
    sorts. `rows` is the most that one node may read, and `buffers` the most pages of 8 kB for all. With `after`, the
    query ran with these values before, so that PostgreSQL may have kept one plan for all values.

    PostgreSQL reads a small table whole, and sorts its rows. `few_rows` asks whether it has to.
    """
    __tracebackhide__ = True
    avoided = ("seqscan", "sort") if few_rows and not sort else ("seqscan",) if few_rows else ()
    plan = await explain(connection, query, *arguments, after=after, avoided=avoided)
    names = [index] if isinstance(index, str) else index
    wrong = [f"reads {table} whole" for table in sorted(plan.read_whole.difference(whole))]
    wrong += [f"does not use {name}" for name in names if name not in plan.indexes]
    if plan.sorts and not sort:
        wrong.append("sorts")
    if rows is not None and plan.rows > rows:
        wrong.append(f"reads {plan.rows:g} rows in one node; {rows} are allowed")
    if buffers is not None and plan.buffers > buffers:
        wrong.append(f"reads {plan.buffers} pages; {buffers} are allowed")
    if wrong:
        raise AssertionError(f"the plan {', '.join(wrong)}\n{plan}\nof: {query}")
    return plan


async def explain(
    connection: AnyConnection,
    query: str,
    *arguments: object,
    after: Sequence[object] | None = None,
    avoided: Iterable[str] = (),
) -> Plan:
    """The plan of a query that ran and was rolled back; `avoided` are kinds of nodes, as in `enable_seqscan`."""
    before = await _literals(connection, query, after) if after is not None else None
    values = await _literals(connection, query, arguments)
    await connection.execute(f"prepare asked as {query}")
    try:
        async with rolled_back(connection):
            for kind in avoided:
                await connection.execute(f"set local enable_{kind} = off")
            for _ in range(_RUNS if before is not None else 0):
                await connection.execute(f"explain execute asked {before}")
            found = await connection.fetchval(f"explain (analyze, buffers, format json) execute asked {values}")
    finally:
        await connection.execute("deallocate asked")
    # The connection may have a codec for json, which returns text, bytes or the value.
    return Plan((json.loads(found) if isinstance(found, str | bytes) else found)[0]["Plan"])


async def _literals(connection: AnyConnection, query: str, values: Sequence[object]) -> str:
    """The values as SQL, because EXECUTE takes no parameters; the server itself writes them."""
    if not values:
        return ""
    statement = await connection.prepare(query)
    types = [row[0] for row in await connection.fetch(_TYPES, [type_.oid for type_ in statement.get_parameters()])]
    quoted = ", ".join(f"quote_nullable(${number}::{name})" for number, name in enumerate(types, 1))
    row = await connection.fetchrow(f"select {quoted}", *values)
    return f"({', '.join(row or ())})"


_TYPES = "select format_type(oid, null) from unnest($1::oid[]) with ordinality as given (oid, place) order by place"


def _walk(node: Node, depth: int = 0) -> Iterable[tuple[Node, int]]:
    yield node, depth
    for child in node.get("Plans", ()):
        yield from _walk(child, depth + 1)


def _rows(node: Node) -> float:
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return (node["Actual Rows"] + removed) * node["Actual Loops"]


def _line(node: Node) -> str:
    """`Index Scan using users_pkey on users (1 row): (id = 1)`, nearly as psql shows it."""
    using = f" using {node['Index Name']}" if "Index Name" in node else ""
    on = f" on {node['Relation Name']}" if "Relation Name" in node else ""
    conditions = ", ".join(str(node[key]) for key in ("Index Cond", "Filter", "Sort Key") if key in node)
    rows = _rows(node)
    return f"{node['Node Type']}{using}{on} ({rows:g} row{'s' * (rows != 1)}){': ' * bool(conditions)}{conditions}"
