-- name: Constants :one
-- = one integer!, text text!, nothing integer, yes boolean!
-- rows: one
select 1 as one, 'x' as text, null::int as nothing, true as yes;

-- name: Arithmetic :many
-- = known integer!, unknown integer, ratio integer!
select id + 1 as known, n + 1 as unknown, id / 2 as ratio from a;

-- name: Coalesce :many
-- = n integer!, m mood
select coalesce(n, id) as n, coalesce(m, null) as m from a;

-- name: Largest :many
-- = g integer!, l integer
select greatest(n, id) as g, least(n, null) as l from a;

-- name: NullIf :many
-- = id integer
select nullif(id, 1) as id from a;

-- name: NullIfOfConstants :many
-- = other integer!, same integer, of_null integer!, words text!, moods mood!, decimals numeric
select nullif(1, 2) as other, nullif(1, 1) as same, nullif(id, null) as of_null, nullif('a'::text, 'b') as words,
  nullif('sad'::mood, 'glad') as moods, nullif(1.0, 1.00) as decimals
from a;

-- name: Elements :many
-- = made integer!, null_beside integer!, null_there integer, beyond integer, constant integer!, shifted integer!, lost integer
select (array[id, n])[1] as made, (array[1, null])[1] as null_beside, (array[1, null])[2] as null_there,
  (array[1])[2] as beyond, ('{1,2}'::int[])[2] as constant, ('[3:4]={1,2}'::int[])[4] as shifted,
  ('[3:4]={1,2}'::int[])[1] as lost
from a;

-- name: Lengths :many
-- = one integer!, other integer, empty integer, constant integer!, first integer!, dimensions integer!, grouped integer!
select array_length(array[n], 1) as one, array_length(array[n], 2) as other, array_length('{}'::int[], 1) as empty,
  array_length('{1}'::int[], 1) as constant, array_lower(array[n], 1) as first, array_ndims(array[n]) as dimensions,
  array_length(array_agg(n), 1) as grouped
from a group by id, n;

-- name: FiniteTimes :many
-- = shown text!, sooner text!, column text, infinite text, empty text, month numeric!, month_of numeric, number text!
select to_char(now(), 'YYYY') as shown, to_char(date_trunc('day', localtimestamp) - interval '1 day', 'MM') as sooner,
  to_char(at, 'YYYY') as column, to_char('infinity'::date, 'YYYY') as infinite, to_char(now(), '') as empty,
  extract(month from current_date) as month, extract(month from at) as month_of, to_char(id, '999') as number
from a;

-- name: PlainConditions :many
-- = both integer!, either integer!, never integer!, of_null integer!, unknown integer, negated integer
select case when true and id is not null then 1 end as both, case when id is null or true then 1 end as either,
  case when id is null and b then null else 1 end as never, case when null::int is null then 1 end as of_null,
  case when null::bool or id is not null then null else 1 end as unknown,
  case when not null::bool then 1 end as negated
from a;

-- name: CaseWithoutElse :many
-- = c text, e text!
select case when id > 1 then 'x' end as c, case when id > 1 then 'x' else 'y' end as e from a;

-- name: Tests :many
-- = a boolean!, b boolean!, c boolean!, d boolean
select n is null as a, b is true as b, n is distinct from id as c, n = id as d from a;

-- name: Arrays :many
-- = made integer[]!, two integer[]!, first integer!, slice integer[], added integer[]!, length integer!, cardinality integer
select array[n, id] as made, array[[n], [id]] as two, (array[1, 2])[1] as first, arr[1:2] as slice,
  array_append(arr, 1) as added, array_length(array[1], 1) as length, cardinality(arr) from a;

-- name: ArrayOfSubquery :one
-- = ids integer[]!
-- rows: one
select array(select n from a) as ids;

-- name: Rows :many
-- = less boolean!, equal boolean, is boolean!
select (id, t) < (1, 'x') as less, (id, n) = (1, 2) as equal, (n, t) is null as is from a;

-- name: In :many
-- = list boolean!, with_null boolean, columns boolean!, of_null boolean
select id in (1, 2) as list, id in (1, null) as with_null, id in (id, 2) as columns, n in (1, 2) as of_null from a;

-- name: InSubquery :many
-- = total boolean!, of_null boolean, not_of_null boolean, all_of boolean!
select id in (select must from b) as total, id in (select a_id from b) as of_null,
  id not in (select a_id from b) as not_of_null, id > all (select must from b) as all_of from a;

-- name: AnyConstantArray :many
-- = plain boolean!, with_null boolean, column_array boolean
select id = any ('{1,2}'::int[]) as plain, id = any ('{1,NULL}'::int[]) as with_null, id = any (arr) as column_array from a;

-- name: AnyParam :many
-- = found boolean!
-- params: integer[]!
select id = any ($1::int[]) as found from a where id = any ($1);

-- name: Subqueries :one
-- = n bigint!, top integer, one integer!, maybe integer, there boolean!
-- rows: one
select (select count(*) from a) as n, (select max(n) from a) as top, (select 1) as one,
  (select id from a where id = 1) as maybe, exists (select from a) as there;

-- name: RowSubquery :one
-- = same boolean, one boolean!
-- rows: one
select (1, 2) = (select id, must from b limit 1) as same, (1, 2) = (select 1, 2) as one;

-- name: Nested :many
-- = n integer!
select (select (select a.n)) as n from a where n is not null;

-- name: Json :many
-- = k jsonb, s text, built jsonb!, told jsonb, keys boolean
select j -> 'k' as k, j ->> 's' as s, jsonb_build_object('n', n) as built, to_jsonb(n) as told, j ? 'k' as keys from a;

-- name: Strings :many
-- = both text, up text!, all_of text!, piece text, formatted text!
select x || 'y' as both, upper('a' || must) as up, concat(x, must) as all_of, substring(must::text from '9') as piece,
  format('%s', x) as formatted from b;

-- name: Times :many
-- = y numeric!, year numeric, month numeric, whole_month numeric!, part double precision!, day timestamp with time zone
select extract(year from date '2026-01-01') as y, extract(year from at) as year, extract(month from at) as month,
  extract(month from now()) as whole_month, date_part('epoch', now()) as part, date_trunc('day', at) as day from a;

-- name: Values :many
-- = a integer, b text!
select * from (values (1, 'x'), (null, 'y')) v (a, b);

-- name: BareValues :many
-- = column1 integer!, column2 text
values (1, 'x'), (2, null);

-- name: OneOfValues :one
-- = column1 integer!
-- rows: one
values (1);

-- name: SqlValues :one
-- = now timestamp with time zone!, today date!, role name!, schema name
-- rows: one
select current_timestamp as now, current_date as today, current_user as role, current_schema as schema;

-- name: Domains :many
-- = s integer, cast_ integer!, twice integer!, k text, p integer
select s, n::sure as cast_, id::surer as twice, k, (p).x as p from domained left join a using (id) where n is not null;

-- name: SqlFunctions :many
-- = plus integer!, plus_n integer, strict integer!, first integer, count bigint!, opaque integer
select plus(id, 1), plus(n, 1) as plus_n, plus_strict(id, 1) as strict, first_n(id) as first, how_many() as count,
  opaque(id) from a;

-- name: SqlFunctionsInStrings :many
-- = plain integer!, known integer!, of_null integer, default integer!, last integer!, any integer, locks bigint
select text_body(id) as plain, text_or(n, id) as known, text_or(n, n) as of_null, text_or(n) as default,
  text_two(id) as last, text_any(id) as any, text_locks() as locks from a;

-- name: RowsOfStrings :many
-- = id integer!, n integer, aside integer!
select r.*, s as aside from text_rows() r, text_aside() s;

-- name: LeftOutArguments :many
-- = of_null integer, of_value integer!, given integer!, middle integer!, named integer
select strict_default(id) as of_null, strict_known(id) as of_value, strict_default(id, 1) as given, middle(n) as middle,
  middle(last => n) as named from a;

-- name: NamedArguments :many
-- = named text!, with_default text!
select greet(greeting => 'hi', name => t) as named, greet(t) as with_default from a;

-- name: BuiltInSqlFunctions :many
-- = rounded numeric!, of_null numeric, size integer
select round(1.5) as rounded, round(n::numeric) as of_null, bit_length(x) as size from a left join b using (id);

-- name: Collate :many
-- = t text!, x text
select a.t collate "C" as t, b.x collate "C" as x from a, b;

-- name: NextValue :one
-- = next bigint!
-- rows: one
select nextval('computed_serial_no_seq') as next;

-- name: SqlJson :one
-- = o json!, a json!, t text!, scalar json, is boolean
-- rows: one
-- from: 17
select json_object('a': 1) as o, json_array(1, null) as a, json_object('a': 1 returning text) as t,
  json_scalar(null::int) as scalar, null::text is json as is;

-- name: SqlJsonQueries :many
-- = value text, found boolean, sure boolean!, query jsonb
-- from: 17
select json_value(j, '$.k') as value, json_exists(j, '$.k') as found,
  json_exists(jsonb '{}', '$.k') as sure, json_query(j, '$.k') as query from a;

-- name: JsonNullCast :many
-- = k integer
-- from: 18
select (j -> 'k')::int as k from a where j -> 'k' is not null and jsonb_typeof(j) = 'object';

-- name: Xml :many
-- = element xml!, forest xml, forest_known xml!
select xmlelement(name e, x) as element, xmlforest(x) as forest, xmlforest(x, must) as forest_known from b where false;

-- name: AnyOfCastArray :many
-- = from_json boolean, from_text boolean, as_text boolean!
-- from: 18
select id = any (array['null'::jsonb]::int[]) as from_json, id = any (('{1,NULL}'::text)::int[]) as from_text,
  id::text = any (array[1, 2]::text[]) as as_text from a;

-- name: Enums :many
-- = all mood[]!, first mood!, last mood!, part mood[]!
select enum_range(null::mood) as all, enum_first(null::mood) as first, enum_last(m) as last, enum_range(m, null) as part
from a;

-- name: Overlaps :many
-- = known boolean!, unknown boolean
select (now(), now()) overlaps (now(), interval '1 day') as known, (now(), now()) overlaps (at, now()) as unknown from a;

-- name: OneRowOfASeries :many
-- = one integer!, two integer, none integer
select (select id from generate_series(1, 1)) as one, (select id from generate_series(1, 2) offset 2) as two,
  (select id from generate_series(2, 1)) as none from a;

-- name: SubqueryOfWith :many
-- = c bigint!, n integer
with total as (select count(*) as c, max(n) as n from a) select (select c from total) as c, (select n from total) as n from a;

-- name: SubqueryOfWithRows :many
-- = n integer
with few as (select id as n from a where id > 9) select (select n from few limit 1) as n from a;

-- name: LengthOfArraySubquery :many
-- = one integer!, total integer!, some integer, arrays integer
-- rows: one
select array_length(array(select 1), 1) as one, array_length(array(select count(*) from a), 1) as total,
  array_length(array(select id from a where id > 9), 1) as some, array_length(array(select arr from a where false), 1) as arrays;

-- name: LengthOfConcatenation :many
-- = appended integer!, joined integer!, unknown integer
select array_length(arr || 1, 1) as appended, array_length(arr || '{1}'::int[], 1) as joined,
  array_length(arr || arr, 1) as unknown from a;

-- name: NullIfOfCastConstants :many
-- = wide bigint!, other text!, same text, equal bigint, numbers numeric
-- rows: one
select nullif(1::bigint, 2) as wide, nullif('a'::varchar, 'b')::text as other, nullif('a'::varchar, 'a')::text as same,
  nullif(1::bigint, 1::smallint) as equal, nullif(1.0, 1.00) as numbers;

-- name: Precision :many
-- = d numeric!, v character varying!, n numeric
select id::numeric(10, 2) as d, t::varchar(3) as v, n::numeric(3, 1) as n from a;

-- name: JsonPathExists :many
-- = found boolean!, loud boolean!, silent boolean, named boolean, operator boolean, matched boolean, first jsonb
-- rows: one
select jsonb_path_exists('{}', '$.a') as found, jsonb_path_exists('{}', '$.a', '{}', false) as loud,
  jsonb_path_exists('{}', 'strict $.a', '{}', true) as silent, jsonb_path_exists('{}', 'strict $.a', silent => true) as named,
  '{}'::jsonb @? 'strict $.a' as operator, jsonb_path_match('{"a": null}', '$.a', '{}', true) as matched,
  jsonb_path_query_first('{}', '$.a') as first;

-- name: SetConfig :many
-- = value text!
-- rows: one
select set_config('some.thing', null, true) as value;

-- name: TimesOfDay :many
-- = now time without time zone!, zoned time with time zone!, plain time without time zone!, column time without time zone
select now()::time as now, current_timestamp::timetz as zoned, localtimestamp::time as plain, at::time as column
from a;

-- name: VariadicNull :many
-- = all_of text, parts text, list json, counted integer
-- rows: one
select concat(variadic null::text[]) as all_of, concat_ws(',', variadic null::text[]) as parts,
  json_build_array(variadic null::text[]) as list, num_nulls(variadic null::int[]) as counted;

-- name: RowsInSubqueries :many
-- = listed boolean, none boolean!, same boolean, known boolean!
select (id, n) in (select id, a_id from b) as listed, (id, t) in (select id, z from c where false) as none,
  (n, t) = (select id, z from c limit 1) as same, (id, t) in (select id, z from c) as known from a;

-- name: SqlJsonDefaults :many
-- = on_empty integer, on_both integer, list jsonb, found boolean!
-- from: 17
select json_value(j, '$.zz' returning int default 7 on empty) as on_empty,
  json_value(j, '$.zz' returning int default 7 on empty default 8 on error) as on_both,
  json_query(j, '$.zz' empty array on empty) as list, json_exists('{}'::jsonb, '$.a') as found from a;

-- name: Records :many
-- = r record(integer!, integer, record(text!, integer[], text!)!)!, full_ record(integer[]!, integer[]!)!
select row(id, n, row(t, arr, 'x'::text)) as r, row(array[id], array[n, 1]) as full_ from a;

-- name: RecordsThatAreFound :many
-- = r record(integer!, integer!)!
-- params: integer!
select row(id, n) as r from a where n = $1;

-- name: RecordsOfGroups :many
-- = r record(integer, bigint!, integer)!
select row(id, count(*), max(n)) as r from a group by rollup (id);

-- name: RecordsBesideNothing :many
-- = r record(integer!, integer)!
select row(a.id, c.id) as r from a left join b c on c.id = a.n;
