"""What the analysis needs to know of a database's catalog, read once."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import asyncpg
from msgspec import Struct

__all__ = ["Catalog", "Column", "Function", "PgType", "Relation", "load_catalog"]


class PgType(Struct, frozen=True):
    """A row of pg_type; `name` as format_type(oid, null) prints it."""

    oid: int
    name: str
    schema: str
    typname: str
    kind: str
    """typtype: b base, c composite, d domain, e enum, m multirange, p pseudo, r range."""
    element: int
    """The element's type if this is an array, else 0."""
    base: int
    """The type that a domain is over, else 0."""
    labels: Sequence[str]
    """An enum's labels in order."""
    comment: str | None
    user: bool
    """Made by the schema's author: not PostgreSQL's own, nor an extension's."""


class Column(Struct, frozen=True):
    number: int
    name: str
    type: int
    dims: int
    """Declared dimensions of an array; PostgreSQL does not enforce them."""
    not_null: bool
    """Holds in every row that this relation can show, its children's included."""
    has_default: bool
    identity: bool
    generated: bool
    comment: str | None


class Relation(Struct, frozen=True):
    """A table, view or other relation with columns."""

    oid: int
    schema: str
    name: str
    kind: str
    """relkind: r table, p partitioned, v view, m materialised view, f foreign table, c composite."""
    columns: Sequence[Column]
    constraints: Sequence[str]
    """Names of its constraints and unique indexes, in order."""
    triggers: frozenset[str]
    """`insert` and `update` where a BEFORE or INSTEAD OF row trigger may change what is written or drop the row, also
    on a partition."""
    rules: bool
    """Whether a rewrite rule other than a view's own may change what a command does."""
    is_partition: bool
    view: str | None
    """The analysed tree of a view's query."""
    comment: str | None
    user: bool

    def column(self, number: int) -> Column | None:
        return next((column for column in self.columns if column.number == number), None)


class Function(Struct, frozen=True):
    oid: int
    schema: str
    name: str
    signature: str
    """As oid::regprocedure prints it."""
    strict: bool
    returns_set: bool
    kind: str
    """prokind: f function, a aggregate, w window function, p procedure."""
    arguments: Sequence[str]
    """Names of the input arguments, empty where they have none."""

    @property
    def builtin(self) -> bool:
        return self.schema == "pg_catalog"

    @property
    def total(self) -> bool:
        """Whether it is known to give no NULL unless an argument is NULL."""
        return self.builtin and self.signature in _total_functions()


class Catalog(Struct, frozen=True):
    version: int
    """server_version_num."""
    types: Mapping[int, PgType]
    relations: Mapping[int, Relation]
    functions: Mapping[int, Function]

    def base_type(self, oid: int) -> PgType:
        """The type under any domains."""
        found = self.types[oid]
        while found.base:
            found = self.types[found.base]
        return found


@cache
def _total_functions() -> frozenset[str]:
    text = resources.files("sqlwright.analyse").joinpath("total_functions.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


_OURS = "not exists (select from pg_depend d where d.objid = {oid} and d.deptype = 'e') and n.nspname !~ '^pg_|^information_schema$'"

_TYPES = f"""
select t.oid, format_type(t.oid, null), n.nspname, t.typname, t.typtype::text,
       case when t.typcategory = 'A' and t.typsubscript = 'array_subscript_handler'::regproc then t.typelem else 0 end,
       t.typbasetype,
       coalesce((select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '{{}}'),
       obj_description(t.oid, 'pg_type'),
       {_OURS.format(oid="t.oid")}
from pg_type t join pg_namespace n on n.oid = t.typnamespace"""

# A declared NOT NULL counts only where every row that the relation can show obeys it: a foreign server promises
# nothing, a child may be without its parent's constraint, and a constraint may be NOT VALID (PostgreSQL 18).
_COLUMNS = """
with recursive descendants as (
  select oid as root, oid as relid from pg_class
  union
  select d.root, i.inhrelid from descendants d join pg_inherits i on i.inhparent = d.relid
)
select a.attrelid, a.attnum, a.attname, a.atttypid, a.attndims,
       c.relkind not in ('v', 'm', 'f') and a.attnotnull and not exists (
         select from descendants d
         join pg_class dc on dc.oid = d.relid
         join pg_attribute da on da.attrelid = d.relid and da.attname = a.attname and not da.attisdropped
         where d.root = a.attrelid and (not da.attnotnull or dc.relkind = 'f' or exists (
           select from pg_constraint k
           where k.conrelid = d.relid and k.contype = 'n' and k.conkey = array[da.attnum] and not k.convalidated))),
       a.atthasdef and a.attgenerated = '', a.attidentity <> '', a.attgenerated <> '',
       col_description(a.attrelid, a.attnum)
from pg_attribute a join pg_class c on c.oid = a.attrelid
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
order by a.attrelid, a.attnum"""

# Trigger types are bits: 1 row, 2 before, 4 insert, 16 update, 64 instead of.
_RELATIONS = f"""
with recursive descendants as (
  select oid as root, oid as relid from pg_class
  union
  select d.root, i.inhrelid from descendants d join pg_inherits i on i.inhparent = d.relid
), triggers as (
  select d.root, bool_or(t.tgtype & 4 > 0) as on_insert, bool_or(t.tgtype & 16 > 0) as on_update
  from pg_trigger t join descendants d on d.relid = t.tgrelid
  where not t.tgisinternal and t.tgtype & 1 > 0 and t.tgtype & 66 > 0
  group by d.root
), names as (
  select conrelid as relid, conname as name from pg_constraint where conrelid > 0 and contype in ('c', 'f', 'p', 'u', 'x')
  union
  select i.indrelid, ic.relname from pg_index i join pg_class ic on ic.oid = i.indexrelid where i.indisunique
)
select c.oid, n.nspname, c.relname, c.relkind::text,
       coalesce((select array_agg(k.name::text order by k.name::text collate "C") from names k where k.relid = c.oid), '{{}}'),
       coalesce(t.on_insert, false), coalesce(t.on_update, false),
       exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type <> '1'),
       c.relispartition,
       case when c.relkind = 'v' then
         (select r.ev_action::text from pg_rewrite r where r.ev_class = c.oid and r.ev_type = '1' and r.is_instead) end,
       obj_description(c.oid, 'pg_class'),
       {_OURS.format(oid="c.oid")}
from pg_class c join pg_namespace n on n.oid = c.relnamespace left join triggers t on t.root = c.oid
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')"""

_FUNCTIONS = """
select p.oid, n.nspname, p.proname, p.oid::regprocedure::text, p.proisstrict, p.proretset, p.prokind::text,
       coalesce(p.proargnames, '{}')::text[], coalesce(p.proargmodes, '{}')::text[]
from pg_proc p join pg_namespace n on n.oid = p.pronamespace"""


async def load_catalog(connection: "asyncpg.Connection[asyncpg.Record]") -> Catalog:
    """Reads the catalog; system views keep no query, so their columns count as nullable."""
    types = [PgType(*row) for row in await connection.fetch(_TYPES)]
    columns: dict[int, list[Column]] = {}
    for relid, *column in await connection.fetch(_COLUMNS):
        columns.setdefault(relid, []).append(Column(*column))
    relations: dict[int, Relation] = {}
    for row in await connection.fetch(_RELATIONS):
        oid, schema, name, kind, constraints, on_insert, on_update, rules, is_partition, view, comment, user = row
        triggers = frozenset(event for event, found in (("insert", on_insert), ("update", on_update)) if found)
        relations[oid] = Relation(
            oid,
            schema,
            name,
            kind,
            columns.get(oid, []),
            constraints,
            triggers,
            rules,
            is_partition,
            view,
            comment,
            user,
        )
    functions: dict[int, Function] = {}
    for *row, names, modes in await connection.fetch(_FUNCTIONS):
        inputs = [name for index, name in enumerate(names) if not modes or modes[index] in "ibv"]
        oid, schema, name, signature, strict, returns_set, kind = row
        functions[oid] = Function(oid, schema, name, signature, strict, returns_set, kind, inputs)
    version = connection.get_server_version()
    return Catalog(version.major * 10000 + version.minor, {found.oid: found for found in types}, relations, functions)
