"""The query that reads tables; each row is a document with the fields of `Table`."""

__all__ = ["TABLES"]

TABLES = """
with recursive bases as (
  select t.oid as type, t.oid as base, -1 as mod, false as domain, false as filled from pg_type t
  union all
  select b.type, d.typbasetype, d.typtypmod, true, b.filled or d.typnotnull
  from bases b join pg_type d on d.oid = b.base where d.typtype = 'd'
), types as (
  select b.type, b.mod, b.domain, b.filled, t.typname, e.oid is not null as is_array, coalesce(e.typname, t.typname) as base,
         coalesce(e.oid, t.oid) as element
  from bases b join pg_type t on t.oid = b.base
  left join pg_type e on e.oid = t.typelem and t.typsubscript = 'array_subscript_handler'::regproc
  where t.typtype <> 'd'
), columns as (
  select a.attrelid, json_agg(json_build_object(
    'number', a.attnum, 'name', a.attname, 'sql', quote_ident(a.attname),
    'type', format_type(a.atttypid, a.atttypmod), 'base', t.base, 'array', t.is_array, 'domain', t.domain,
    'labels', (select coalesce(json_agg(l.enumlabel order by l.enumsortorder), '[]') from pg_enum l
               where l.enumtypid = t.element),
    'length', case when t.base in ('varchar', 'bpchar') then greatest(greatest(a.atttypmod, t.mod) - 4, 0) else 0 end,
    'not_null', a.attnotnull or t.filled, 'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
    'made', a.attgenerated <> '' or a.attidentity = 'a',
    'numbered', a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false)
  ) order by a.attnum) as found
  from pg_attribute a join types t on t.type = a.atttypid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  group by a.attrelid
), foreign_keys as (
  select conrelid, json_agg(json_build_object('columns', conkey, 'table', confrelid::int8, 'referred', confkey)
                            order by conkey, conname) as found
  from pg_constraint where contype = 'f' and conparentid = 0 group by conrelid
), checks as (
  select conrelid, json_agg(json_build_object(
    'name', conname, 'columns', coalesce(conkey, '{}'), 'text', pg_get_constraintdef(oid)) order by conname) as found
  from pg_constraint where contype = 'c' group by conrelid
), uniques as (
  select indrelid, json_agg((indkey::int2[])[0:indnkeyatts - 1] order by indexrelid) as found
  from pg_index where indisunique and indpred is null and indexprs is null group by indrelid
), distinctions as (
  select i.indrelid, json_agg(array(
    select distinct number from (
      select unnest(i.indkey::int2[])::int
      union all
      select d.refobjsubid from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refobjid = i.indrelid
    ) as used(number) where number > 0 order by number) order by i.indexrelid) as found
  from pg_index i where i.indisunique group by i.indrelid
)
select json_build_object(
  'oid', c.oid::int8, 'schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'is_partition', c.relispartition,
  'sql', case when n.nspname = 'public' then quote_ident(c.relname)
              else quote_ident(n.nspname) || '.' || quote_ident(c.relname) end,
  'has_children', c.relkind = 'r' and exists (select from pg_inherits i where i.inhparent = c.oid),
  'replaces', exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type <> '1' and r.is_instead),
  'shapes', exists (select from pg_attribute a where a.attrelid = c.oid and a.attgenerated <> '')
            or exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgtype & 3 = 3),
  'of_extension', exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                          and d.deptype = 'e'),
  'key', coalesce(k.conkey, '{}'), 'deferrable', coalesce(k.condeferrable, false),
  'columns', coalesce(columns.found, '[]'), 'foreign', coalesce(f.found, '[]'), 'checks', coalesce(checks.found, '[]'),
  'unique', coalesce(u.found, '[]'), 'distinctions', coalesce(distinctions.found, '[]'))::text
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
left join columns on columns.attrelid = c.oid
left join foreign_keys f on f.conrelid = c.oid
left join checks on checks.conrelid = c.oid
left join uniques u on u.indrelid = c.oid
left join distinctions on distinctions.indrelid = c.oid
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_|^information_schema$'
order by n.nspname <> 'public', n.nspname, c.relname"""
