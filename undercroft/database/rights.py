"""Whether the role of a connection may do what the app's queries do."""

from collections.abc import Iterable, Sequence

from .generated import Executor, NeededRight

# What does not exist is not lacking: a migration is, and that is told elsewhere.
_LACKING = """
select n.kind, n.schema, n.name, n.privilege, n.col
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
  with ordinality as n (kind, schema, name, privilege, col, place)
left join pg_namespace s on s.nspname = n.schema
left join pg_class c on n.kind in ('table', 'sequence') and c.relname = n.name
  and (c.relnamespace = s.oid or n.schema = '' and pg_table_is_visible(c.oid))
left join pg_attribute a on a.attrelid = c.oid and a.attname = n.col
left join pg_proc p on n.kind = 'function' and p.pronamespace = s.oid
  and p.proname || '(' || oidvectortypes(p.proargtypes) || ')' = n.name
where not coalesce(case n.kind
  when 'schema' then has_schema_privilege(s.oid, n.privilege)
  when 'sequence' then has_sequence_privilege(c.oid, n.privilege)
  when 'function' then has_function_privilege(p.oid, n.privilege)
  when 'table' then
    case n.col when '' then has_table_privilege(c.oid, n.privilege)
    else has_column_privilege(c.oid, a.attnum, n.privilege) end
  end, true)
order by place"""


async def lacking(database: Executor, rights: Iterable[NeededRight]) -> Sequence[str]:
    """The rights that the role does not have, as in `select (id, name) on users`; one query asks for all."""
    needed = [(*right, column) for *right, columns in rights for column in columns or ("",)]
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for kind, schema, name, privilege, column in await database.fetch(_LACKING, *map(list, zip(*needed, strict=True))):
        found.setdefault((kind, schema, name, privilege), []).append(column)
    return [_told(*right, columns) for right, columns in found.items()]


def _told(kind: str, schema: str, name: str, privilege: str, columns: Sequence[str]) -> str:
    listed = f" ({', '.join(columns)})" if any(columns) else ""
    if kind == "schema":
        return f"{privilege} on schema {schema}"
    what = name if schema in ("", "public") else f"{schema}.{name}"
    return f"{privilege}{listed} on {'' if kind == 'table' else f'{kind} '}{what}"
