"""The queries that read PostgreSQL's catalog; each selects in the order of the fields it fills."""

__all__ = [
    "ANALYSE_BODIES",
    "CASCADES",
    "CHECKS",
    "COLLATIONS",
    "COLUMNS",
    "DOCUMENTS",
    "EQUALITIES",
    "EVALUATED",
    "FIRED",
    "FUNCTIONS",
    "KEYS",
    "POLICIES",
    "RELATIONS",
    "RULES",
    "SEQUENCES",
    "STRING_BODIES",
    "TRIGGERS",
    "TYPES",
]

_OURS = "not exists (select from pg_depend d where d.objid = {oid} and d.deptype = 'e') and n.nspname !~ '^pg_|^information_schema$'"

# Each table that counts, with itself and all that inherit from it, at any depth.
_DESCENDANTS = """\
with recursive descendants as (
  select oid as root, oid as relid from pg_class{where}
  union
  select d.root, i.inhrelid from descendants d join pg_inherits i on i.inhparent = d.relid
)"""

TYPES = f"""
select t.oid, format_type(t.oid, null), n.nspname, t.typname, t.typtype::text,
       case when t.typsubscript = 'array_subscript_handler'::regproc then t.typelem else 0 end,
       t.typbasetype,
       coalesce((select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '{{}}'),
       obj_description(t.oid, 'pg_type'),
       {_OURS.format(oid="t.oid")},
       exists (with recursive bases as (
         select t.typnotnull, t.typbasetype
         union all
         select d.typnotnull, d.typbasetype from bases b join pg_type d on d.oid = b.typbasetype)
         select from bases where typnotnull) and t.typtype = 'd',
       coalesce((select r.rngsubtype from pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)), 0),
       t.typndims,
       t.typrelid,
       (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'),
       coalesce((select array_agg(k.conbin::text order by k.conname) from pg_constraint k
        where k.contypid = t.oid and k.contype = 'c' and k.convalidated), '{{}}'),
       coalesce((select array_agg(k.conbin::text order by k.conname) from pg_constraint k
        where k.contypid = t.oid and k.contype = 'c' and not k.convalidated), '{{}}')
from pg_type t join pg_namespace n on n.oid = t.typnamespace"""

# A declared NOT NULL counts only if every row that the relation can show obeys it: a foreign server promises nothing,
# a child may lack its parent's constraint, and a constraint may be NOT VALID (PostgreSQL 18). Few columns break it, so
# they are searched for once, from the children up. A child may also generate a column otherwise than its parent: then
# the expression is left out.
COLUMNS = """
with recursive descendants as (
  select inhparent as root, inhrelid as relid from pg_inherits
  union
  select d.root, i.inhrelid from descendants d join pg_inherits i on i.inhparent = d.relid
), broken as (
  select a.attrelid as relid, a.attname
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f') and (
    not a.attnotnull or c.relkind = 'f'
    or (a.attrelid, a.attnum) in (
      select k.conrelid, k.conkey[1] from pg_constraint k where k.contype = 'n' and not k.convalidated))
  union
  select i.inhparent, b.attname from broken b join pg_inherits i on i.inhrelid = b.relid
)
select a.attrelid, a.attnum, a.attname, a.atttypid, a.attndims,
       c.relkind in ('r', 'p') and a.attnotnull and (a.attrelid, a.attname) not in (select relid, attname from broken),
       a.attidentity <> '', a.attgenerated <> '',
       col_description(a.attrelid, a.attnum),
       case when c.relkind in ('r', 'p') and c.oid >= 16384 then
         (select d.adbin::text from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum
            and (a.attgenerated = '' or not exists (
              select from descendants b
              join pg_class bc on bc.oid = b.relid
              join pg_attribute ba on ba.attrelid = b.relid and ba.attname = a.attname
              left join pg_attrdef bd on bd.adrelid = b.relid and bd.adnum = ba.attnum
              where b.root = a.attrelid and (
                bc.relkind = 'f' or ba.attgenerated <> a.attgenerated
                or pg_get_expr(bd.adbin, b.relid) is distinct from pg_get_expr(d.adbin, a.attrelid))))) end,
       c.relkind in ('r', 'p') and a.attnotnull and (a.attrelid, a.attnum) not in (
         select k.conrelid, k.conkey[1] from pg_constraint k where k.contype = 'n' and not k.convalidated)
from pg_attribute a join pg_class c on c.oid = a.attrelid
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
order by a.attrelid, a.attnum"""

# Trigger types are bits: 1 row, 2 before, 4 insert, 16 update, 64 instead of.
RELATIONS = f"""
{_DESCENDANTS.format(where="")}, triggers as (
  select d.root, bool_or(t.tgtype & 4 > 0) as on_insert, bool_or(t.tgtype & 16 > 0) as on_update
  from pg_trigger t join descendants d on d.relid = t.tgrelid
  where not t.tgisinternal and t.tgtype & 1 > 0 and t.tgtype & 66 > 0
  group by d.root
), names as (
  select conrelid as relid, conname as name from pg_constraint
  -- Of those that a foreign key to a partitioned table makes for each partition, one has the name that was given.
  where conrelid > 0 and conparentid = 0 and contype in ('c', 'f', 'p', 'u', 'x')
  union
  select i.indrelid, ic.relname from pg_index i join pg_class ic on ic.oid = i.indexrelid where i.indisunique
)
select c.oid, n.nspname, c.relname, c.relkind::text,
       coalesce((select array_agg(k.name::text order by k.name::text collate "C") from names k where k.relid = c.oid), '{{}}'),
       coalesce(t.on_insert, false), coalesce(t.on_update, false),
       exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type <> '1' and r.is_instead),
       c.relispartition,
       case when c.relkind in ('v', 'm') and (c.oid >= 16384 or n.nspname = 'information_schema') then
         (select r.ev_action::text from pg_rewrite r where r.ev_class = c.oid and r.ev_type = '1' and r.is_instead) end,
       obj_description(c.oid, 'pg_class'),
       {_OURS.format(oid="c.oid")},
       exists (select from pg_inherits i where i.inhparent = c.oid),
       c.relpersistence = 'u',
       exists (select from pg_options_to_table(c.reloptions) o
         where o.option_name = 'security_invoker' and o.option_value::bool)
from pg_class c join pg_namespace n on n.oid = c.relnamespace left join triggers t on t.root = c.oid
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')"""

TRIGGERS = f"""
{_DESCENDANTS.format(where=" where relkind in ('r', 'p')")}
select d.root, t.tgrelid, t.tgtype & 4 > 0, t.tgtype & 16 > 0,
       array(select a.attname::text from pg_attribute a where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr)),
       t.tgqual::text, l.lanname::text, p.proname::text, p.prosrc, t.tgargs
from pg_trigger t join descendants d on d.relid = t.tgrelid
join pg_proc p on p.oid = t.tgfoid join pg_language l on l.oid = p.prolang
where not t.tgisinternal and t.tgtype & 1 > 0 and t.tgtype & 2 > 0 and t.tgtype & 20 > 0
order by d.root, t.tgname, t.tgrelid"""

FUNCTIONS = """
select p.oid, n.nspname, p.proname, p.oid::regprocedure::text, p.proisstrict, p.proretset, p.prokind::text,
       p.provolatile = 'v' or p.oid >= 16384 and p.prokind = 'a' and exists (
         select from pg_aggregate a join pg_proc f on f.oid in (
           a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn,
           a.aggmfinalfn)
         where a.aggfnoid = p.oid and f.provolatile = 'v'),
       p.prosqlbody::text,
       coalesce(p.proargnames, '{}')::text[], coalesce(p.proargmodes, '{}')::text[],
       p.pronargs::int, case when p.prosqlbody is not null or p.oid >= 16384 then p.proargdefaults::text end,
       case when p.oid >= 16384 then oidvectortypes(p.proargtypes) else '' end, l.lanname::text, p.prosecdef,
       case when p.oid >= 16384 and l.lanname = 'plpgsql' then p.prosrc else '' end
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang"""

# A body given as a string is analysed as if it were written with BEGIN ATOMIC, under the function's own settings (which
# may set its search_path). A body that PostgreSQL accepts only as a string is not looked into. Nothing of this is kept.
ANALYSE_BODIES = """
create or replace function pg_temp.sqlwright_bodies(out id oid, out tree text) returns setof record
language plpgsql as $$
declare
  source text;
  settings text[];
  setting text;
begin
  for id, source, settings in
    select p.oid, p.prosrc, coalesce(p.proconfig, '{}')
    from pg_catalog.pg_proc p join pg_catalog.pg_language l on l.oid = p.prolang
    where l.lanname = 'sql' and p.prosqlbody is null and p.prokind = 'f' and p.oid >= 16384
  loop
    tree := null;
    begin
      foreach setting in array settings loop
        perform pg_catalog.set_config(
          pg_catalog.split_part(setting, '=', 1), pg_catalog.substr(setting, pg_catalog.strpos(setting, '=') + 1), true);
      end loop;
      execute pg_catalog.format(
        E'create function pg_temp.sqlwright_string_body(%s) returns %s language sql begin atomic %s\\n; end',
        pg_catalog.pg_get_function_arguments(id), pg_catalog.pg_get_function_result(id), source);
      select p.prosqlbody::text into tree from pg_catalog.pg_proc p
        where p.proname = 'sqlwright_string_body' and p.pronamespace = pg_catalog.pg_my_temp_schema();
      raise exception using errcode = 'SW000';
    exception
      when others then null;
    end;
    return next;
  end loop;
end $$"""

STRING_BODIES = "select * from pg_temp.sqlwright_bodies()"
FORGET_BODIES = "drop function pg_temp.sqlwright_bodies"

# Only checks that the rows have passed: validated and enforced. The last column says of which rows: whether they are
# equal on all descendants.
CHECKS = f"""
{_DESCENDANTS.format(where=" where oid >= 16384 and relkind in ('r', 'p')")}
select k.conrelid, k.conbin::text, not exists (
    select from descendants d join pg_class dc on dc.oid = d.relid
    where d.root = k.conrelid and (dc.relkind not in ('r', 'p') or not exists (
      select from pg_constraint e
      where e.conrelid = d.relid and e.contype = 'c' and e.conname = k.conname and e.convalidated
        and coalesce((to_jsonb(e) ->> 'conenforced')::bool, true)
        and pg_get_constraintdef(e.oid) = pg_get_constraintdef(k.oid))))
from pg_constraint k
where k.contype = 'c' and k.conrelid > 0 and k.convalidated and coalesce((to_jsonb(k) ->> 'conenforced')::bool, true)
  and exists (select from pg_class c where c.oid = k.conrelid and c.relkind in ('r', 'p'))"""

# A deferred key may be violated for a while; a key with another collation or operator class has another equality.
KEYS = """
select i.indrelid, array_agg(key.number::int order by key.place), array_agg(o.opcfamily::bigint order by key.place)
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_am am on am.oid = c.relam and am.amname = 'btree'
cross join unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[]) with ordinality
  as key(number, opclass, coll, place)
join pg_opclass o on o.oid = key.opclass
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.number
where i.indisunique and i.indisvalid and i.indislive and i.indimmediate and i.indpred is null and i.indexprs is null
  and key.place <= i.indnkeyatts
group by i.indexrelid, i.indrelid
having bool_and(o.opcdefault and key.coll = a.attcollation)"""

EQUALITIES = """
select amopopr::bigint, array_agg(distinct amopfamily::bigint) from pg_amop a join pg_am m on m.oid = a.amopmethod
where m.amname = 'btree' and amopstrategy = 3 group by amopopr"""

COLLATIONS = "select oid::bigint from pg_collation where not collisdeterministic"

POLICIES = """
select p.polrelid::bigint, p.polqual::text, p.polwithcheck::text
from pg_policy p join pg_class c on c.oid = p.polrelid
where c.relrowsecurity order by p.polrelid, p.polname"""

SEQUENCES = """
select c.oid::bigint, n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'S'"""

# The bits of pg_trigger are 2 before, 4 insert, 8 delete, 16 update and 64 instead of, those of rights 1 insert, 4 update
# and 8 delete.
FIRED = f"""
{_DESCENDANTS.format(where=" where relkind in ('r', 'p', 'v', 'f')")}, tops (oid, relid) as (
  select oid, tgrelid from pg_trigger where tgparentid = 0
  union all
  select t.oid, p.relid from pg_trigger t join tops p on p.oid = t.tgparentid
)
select distinct d.root::bigint, ((t.tgtype >> 2) & 5) | (t.tgtype & 8), t.tgfoid::bigint, t.tgtype & 66 = 0,
       array(select a.attname::text from pg_attribute a where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr)),
       t.tgqual::text, p.relid::bigint, t.tginitdeferred
from pg_trigger t join descendants d on d.relid = t.tgrelid join tops p on p.oid = t.oid
where not t.tgisinternal and t.tgenabled <> 'D' order by 1, 3, 2, 4, 5, 6, 7, 8"""

# Of a rule's commands, 2 is UPDATE, 3 INSERT and 4 DELETE. A rule counts for the table itself, not for its children.
RULES = """
select ev_class::bigint, case ev_type when '2' then 4 when '3' then 1 else 8 end, ev_qual::text, ev_action::text
from pg_rewrite where ev_type <> '1' and ev_enabled <> 'D' and ev_class >= 16384 order by ev_class, rulename"""

CASCADES = f"""
{_DESCENDANTS.format(where=" where relkind in ('r', 'p')")}
select distinct d.root::bigint, k.conrelid::bigint, e.event, e.done,
       array(select a.attname::text from pg_attribute a where a.attrelid = k.confrelid and a.attnum = any (k.confkey)),
       array(select a.attname::text from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (e.columns))
from pg_constraint k join descendants d on d.relid = k.confrelid
cross join lateral (values
  (8, k.confdeltype, case k.confdeltype when 'c' then 8 else 4 end, coalesce(k.confdelsetcols, k.conkey)),
  (4, k.confupdtype, 4, k.conkey)) as e (event, action, done, columns)
where k.contype = 'f' and e.action in ('c', 'n', 'd') order by 1, 2, 3, 4, 5, 6"""

# Also the CHECKs that old rows need not have passed. A row that goes into a partition goes by the keys of all above it.
EVALUATED = f"""
{_DESCENDANTS.format(where=" where oid >= 16384 and relkind in ('r', 'p')")}, expressions (relid, tree) as (
  select conrelid, conbin::text from pg_constraint
  where contype = 'c' and conrelid > 0 and coalesce((to_jsonb(pg_constraint) ->> 'conenforced')::bool, true)
  union all select indrelid, indexprs::text from pg_index where indexprs is not null
  union all select indrelid, indpred::text from pg_index where indpred is not null
  union all
  select c.oid, p.partexprs::text
  from pg_class c cross join pg_partition_ancestors(c.oid) above join pg_partitioned_table p on p.partrelid = above
  where p.partexprs is not null
  union all
  select g.adrelid, g.adbin::text
  from pg_attrdef g join pg_attribute a on a.attrelid = g.adrelid and a.attnum = g.adnum where a.attgenerated = 's'
)
select distinct d.root::bigint, e.tree from descendants d join expressions e on e.relid = d.relid order by 1, 2"""

# PostgreSQL looks for a cast to json only if the type is not built in.
DOCUMENTS = """
select castsource::bigint from pg_cast
where casttarget = 'json'::regtype and castmethod = 'f' and castsource >= 16384"""
