-- name: Union :many
-- = id integer!, n integer
select id, n from a union select must, a_id from b;

-- name: UnionOfNullable :many
-- = id integer
select id from a union all select a_id from b;

-- name: Intersect :many
-- = id integer!
select id from a intersect select a_id from b;

-- name: Except :many
-- = id integer!, n integer
select id, n from a except select a_id, must from b;

-- name: UnionOfTypes :many
-- = id numeric!
select id from a union select 1.5;

-- name: Cte :many
-- = t text!, n bigint!
with s as (select t, count(*) as n from a group by t) select * from s;

-- name: CteTwice :many
-- = id integer!, other integer
with s as (select id from a) select one.id, two.id as other from s one left join s two on two.id = one.id + 1;

-- name: Recursive :many
-- = n integer!, label text
with recursive r (n, label) as (select 1, 'x' union all select n + 1, nullif(label, 'x') from r where n < 3) select * from r;

-- name: RecursiveNull :many
-- = n integer
with recursive r (n) as (select 1 union all select nullif(n, 1) from r where n < 3) select * from r;

-- name: RecursiveChain :many
-- = x integer, y integer
with recursive r (x, y) as (select 1, null::int union select y, 2 from r where x = 1) select * from r;

-- name: Search :many
-- = id integer!, ord text!, looped boolean!
with recursive r as (select id, a_id from b union all select b.id, b.a_id from r join b on b.id = r.a_id)
  search depth first by id set ord cycle id set looped using path
select id, ord::text as ord, looped from r;

-- name: ModifyingCte :many
-- = id integer!, n integer, t text!
-- rows: optional
with changed as (update a set n = 1 where id = 2 returning id, n, t), removed as (delete from c returning *)
select c.id, a.n, c.t from changed c left join a on a.id = c.n + 1;

-- name: View :many
-- = id integer!, n integer, t text!, missing boolean!, some integer!
select * from a_view;

-- name: ViewWithWhere :many
-- = id integer!, n integer!, t text!
select * from a_known;

-- name: ViewWithJoin :many
-- = id integer!, x text, must integer
select * from joined;

-- name: AggregateView :one
-- = rows bigint!, total bigint
-- rows: one
select * from total;

-- name: MaterializedView :many
-- = id integer!, t text!
select * from stored;

-- name: OutFunction :one
-- = c bigint!, t text, s integer!
-- rows: one
select * from out_values(1);

-- name: OutFunctionOfNoRow :one
-- = c bigint, t text, s integer
-- rows: one
select * from out_nothing();

-- name: StrictOutFunction :many
-- = x integer, y text
select o.x, o.y from a, lateral out_strict(a.n) o;

-- name: StrictOutFunctionOfNoNull :many
-- = x integer!, y text!
select o.x, o.y from a, lateral out_strict(a.id) o;

-- name: Series :many
-- = n integer!, at timestamp with time zone!
select n, at from generate_series(1, 2) n, generate_series(now(), now() + interval '1 day', '1 day') at;

-- name: Unnest :many
-- = known integer!, with_null integer, of_column integer
select k as known, w as with_null, c as of_column
from unnest(array[1, 2]) k, unnest('{1,NULL}'::int[]) w, a cross join unnest(a.arr) c;

-- name: UnnestParam :many
-- = id integer!
-- params: integer[]!
select id from unnest($1::int[]) id;

-- name: UnnestProvesItsArgument :many
-- = arr integer[]!
select arr from a, unnest(arr);

-- name: Ordinality :many
-- = n integer, place bigint!
select u.n, u.place from a, unnest(a.arr) with ordinality u (n, place);

-- name: RowsFrom :many
-- = x integer, y integer, place bigint!
select * from rows from (generate_series(1, 3), unnest(array[1])) with ordinality r (x, y, place);

-- name: JsonEach :many
-- = key text!, value json!, text text
select e.key, e.value, t.value as text from json_each('{"a": null}') e, json_each_text('{"a": null}') t;

-- name: JsonElements :many
-- = value jsonb!, text text
select e.value, t.value as text from jsonb_array_elements('[1, null]') e, jsonb_array_elements_text('[1, null]') t;

-- name: RegexpMatches :many
-- = found text[]!
select found from regexp_matches('ab', 'a(x)?', 'g') found;

-- name: ScalarFunction :one
-- = n integer!, m integer
-- rows: one
select n, m from abs(-1) n, nullif(1, 1) m;

-- name: TableFunction :many
-- = x integer!, y text
select * from pairs(3);

-- name: RowFunction :many
-- = id integer!, t text!, n integer
select id, t, n from every_a();

-- name: OneRowFunction :one
-- = id integer, t text
-- rows: one
select id, t from one_a();

-- name: RecordFunction :many
-- = x integer, y text
select * from json_to_recordset('[{"x": 1}]') as r (x int, y text);

-- name: SetInTargetList :many
-- = n integer!, t text!
select generate_series(1, 2) as n, t from a;

-- name: SetsSideBySide :many
-- = n integer, m integer!
select generate_series(1, 2) as n, generate_series(1, 3) as m;

-- name: XmlTable :many
-- = o integer!, sure integer!, maybe integer
select * from xmltable('/r' passing (null::xml) columns o for ordinality, sure int not null, maybe int);

-- name: JsonTable :many
-- = o integer!, x integer, e boolean!, inner_o integer
-- from: 17
select * from json_table('[{"x": 1}, {"y": [1]}]'::jsonb, '$[*]'
  columns (o for ordinality, x int path '$.x', e bool exists path '$.x', nested path '$.y[*]' columns (inner_o for ordinality)));

-- name: Checks :many
-- = a integer!, b integer, c integer!, d integer, e integer!
select a, b, c, d, e from checked;

-- name: NotValid :many
-- = v integer
select v from loose;

-- name: NoInherit :many
-- = id integer!, p integer!, q integer
select * from parent;

-- name: Only :many
-- = id integer!
select id from only parent;

-- name: Partitions :many
-- = id integer!, k integer, v text!
select * from parted;

-- name: Generated :many
-- = next integer!, double integer, serial_no bigint!, made timestamp with time zone
select next, double, serial_no, made from computed;

-- name: GeneratedFromFilter :many
-- = double integer!
select double from computed where n is not null;

-- name: SystemColumns :many
-- = tableoid oid!, ctid tid!
select tableoid, ctid from a;

-- name: ForeignTable :many
-- = id integer, v text
select id, v from remote;

-- name: ForeignChild :many
-- = id integer
select id from near;

-- name: OnlyLocal :many
-- = n bigint!
-- rows: one
select count(*) as n from only near;

-- name: ForeignKey :many
-- = id integer!, guarded_id integer
select l.id, g.id as guarded_id from guarded_log l left join guarded g on g.id = l.guarded_id;

-- name: IntoTable :exec
-- It makes a table, and gives nothing back.
-- =
-- rows: none
select id, t into table made_of_a from a where n is not null;

-- name: SetsNested :many
-- = n integer, m integer, k integer
select generate_series(1, 2) as n, unnest(array[1, 2]) as m, unnest(array[generate_series(1, 3), 1]) as k;

-- name: SetOfUnknownSize :many
-- = n integer, m integer
select generate_series(1, 3) as n, generate_series(1, id) as m from a;

-- name: SetsOfGivenSize :many
-- = up integer!, down integer!, some integer, elements integer
select generate_series(1, 5, 2) as up, generate_series(3, 1, -1) as down, generate_series(1, 2) as some,
  unnest('{1,NULL,3}'::int[]) as elements;

-- name: EmptySet :many
-- = n integer, m integer!
select generate_series(2, 1) as n, generate_series(1, 1) as m;

-- name: OnlyTheParent :many
-- = id integer!, p integer!, q integer!
select id, p, q from only parent;

-- name: ParentAndChildren :many
-- = id integer!, p integer!, q integer
select id, p, q from parent;

-- name: GeneratedInChildren :many
-- = next integer!, other integer
-- from: 16
select next, other from made;

-- name: GeneratedInPartitions :many
-- = next integer!
select next from made_parted;

-- name: FieldsOfRow :many
-- = x integer!, y text, z text!
-- rows: many
select (row(1, t.v)::pair).x, (row(1, t.v)::pair).y, (row(1, 'y')::pair).y as z from (values ('x'), (null)) as t (v);

-- name: FieldsOfOutput :one
-- = c bigint!, t text, s integer!
-- rows: one
select (out_values(1)).*;

-- name: FieldsOfNothing :one
-- = c bigint, t text
-- rows: one
select (out_nothing()).c, (out_nothing()).t;

-- name: FieldsOfStrict :one
-- = x integer!, x_of_null integer, y text!
-- rows: one
select (out_strict(1)).x, (out_strict(null)).x as x_of_null, (out_strict(2)).y;

-- name: FieldsOfSet :many
-- = x integer!
select (pairs(3)).x;

-- name: FieldsOfOneSet :many
-- = x integer, more integer
select (pairs(1)).x, generate_series(1, 3) as more;

-- name: FieldsOfSets :many
-- Each field calls the function anew.
-- = x integer, y text
select (pairs(3)).*;

-- name: FieldsOfDocument :many
-- = key text!, value jsonb!
select (jsonb_each('{"a": 1, "b": null}')).*;

-- name: FieldsOfTexts :many
-- = key text!, value text
select (jsonb_each_text('{"a": 1, "b": null}')).*;

-- name: FieldsOfDocuments :many
-- = key text, other text
select (jsonb_each('{"a": 1, "b": null}')).key, (jsonb_each('{"a": 1}')).key as other;

-- name: FieldOfOneA :many
-- = t text
-- rows: one
select (one_a()).t;

-- name: RowsAsValues :many
-- = pairs record!
select pairs(2);

-- name: RowOfOutputs :many
-- = some record!, a_record record!
-- rows: one
select out_values(1) as some, out_strict(1) as a_record;

-- name: RowOfNothing :many
-- = nothing record, strict record, one a
-- rows: one
select out_nothing() as nothing, out_strict(null) as strict, one_a() as one;

-- name: FieldsOfVolatile :many
-- = key text, value jsonb
select (jsonb_each(case when random() < 2 then '{"a": 1}'::jsonb end)).*;

-- name: RecursiveThroughLeftJoin :many
-- The first row is there; the later ones may be filled.
-- = id integer, a_id integer, depth integer!
with recursive r as (select id, a_id, 0 as depth from b where id = 1
  union all select b.id, b.a_id, r.depth + 1 from r left join b on b.id = r.a_id + 1 where r.depth < 3)
select id, a_id, depth from r;

-- name: CycleMarkedByNull :many
-- = id integer!, mark integer, path record[]!
with recursive r as (select id, a_id from b union all select b.id, b.a_id from r join b on b.id = r.a_id)
  cycle id set mark to 1 default null using path
select id, mark, path from r;

-- name: RecursiveSeenTwice :many
-- = n integer!, earlier integer, later integer
with recursive r as (select 1 as n union all select n + 1 from r where n < 3),
  s as (select n, (select max(q.n) from r q where q.n < r.n) as earlier from r)
select s.n, s.earlier, r.n as later from s left join r on r.n = s.n + 1;

-- name: OrdinalityUnderLeftJoin :many
-- = id integer!, n integer, place bigint
select a.id, u.n, u.place from a left join lateral unnest(a.arr) with ordinality u (n, place) on u.n > 1;

-- name: RowsOfCompositesFilled :many
-- = id integer!, x integer, y text
select a.id, u.x, u.y from a left join lateral unnest(array[row(a.id, a.t)::pair]) u on u.x > 1;
