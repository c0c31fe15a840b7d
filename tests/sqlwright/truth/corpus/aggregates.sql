-- name: WithoutGroup :one
-- = count bigint!, sum bigint, array_agg integer[], every boolean
-- rows: one
select count(*), sum(id), array_agg(id), every(id > 0) from a;

-- name: Grouped :many
-- = t text!, sum bigint!, sum_n bigint, array_agg integer[]!, max text!, string_agg text!
select t, sum(id), sum(n) as sum_n, array_agg(n), max(t), string_agg(t, ',') from a group by t;

-- name: GroupedByNullable :many
-- = n integer, count bigint!, max integer
select n, count(n), max(n) from a group by n;

-- name: Filtered :many
-- = t text!, sum bigint, count bigint!
select t, sum(id) filter (where n > 1), count(*) filter (where n > 1) from a group by t;

-- name: Statistics :many
-- = avg numeric!, stddev numeric, var_pop numeric!, corr double precision, regr_count bigint!
select avg(id), stddev(id), var_pop(id), corr(id, id), regr_count(id, n) from a group by t;

-- name: OrderedSets :many
-- = mode text!, cont double precision!, disc integer!, of_null integer, rank bigint!
select mode() within group (order by t), percentile_cont(0.5) within group (order by id) as cont,
  percentile_disc(0.5) within group (order by id) as disc, percentile_disc(0.5) within group (order by n) as of_null,
  rank(1) within group (order by n) from a group by b;

-- name: Rollup :many
-- = t text, n integer, count bigint!, sum bigint
select t, n, count(*), sum(id) from a group by rollup (t, n);

-- name: GroupingSets :many
-- = t text!, id integer, grouping integer!, sum bigint!
select t, id, grouping(id), sum(id) from a group by grouping sets ((t, id), (t));

-- name: GroupAndRollup :many
-- = t text!, id integer, max integer!
select t, id, max(id) from a group by t, rollup (id);

-- name: GroupedTwice :many
-- Of one expression in two grouping sets either copy may be filled.
-- = first integer, second integer, next integer, t text!
select id as first, id as second, id + 1 as next, t from a group by t, first, rollup (second);

-- name: GroupedTwiceBehindJoin :many
-- = x integer!, id integer!
select a.id as x, id from a join b using (id) group by a.id, rollup (id);

-- name: GroupingSetsHaving :many
-- = t text!, id integer
select t, id from a group by rollup (t, id) having t <> '';

-- name: GroupedExpression :many
-- = next integer, id integer
select n + 1 as next, id from a where n is not null group by grouping sets ((n + 1), (id));

-- name: ExpressionOverRollup :many
-- = next integer, label text!
select id + 1 as next, coalesce(id::text, 'all') as label from a group by rollup (id);

-- name: EmptyGroupingSet :many
-- = sum bigint
select sum(id) from a group by grouping sets ((t), ());

-- name: OuterColumnOverRollup :many
-- = id integer, same integer
select id, (select a.id) as same from a group by rollup (id);

-- name: HavingOneJoinSide :many
-- = id integer!, n integer
select b.id, a.id as n from a left join b on b.a_id = a.id group by grouping sets ((b.id), (a.id)) having b.id is not null;

-- name: PrimaryKeyGroups :many
-- = id integer!, t text!, n integer, count bigint!
select a.id, a.t, a.n, count(b.id) from a left join b on b.a_id = a.id group by a.id;

-- name: GroupedLeftJoin :many
-- = t text!, must integer, max integer
select a.t, b.must, max(b.must) from a left join b on b.a_id = a.id group by a.t, b.must;

-- name: JsonAggregates :many
-- = j json!, o json!, b jsonb!
select json_agg(n) as j, json_object_agg(id, n) as o, jsonb_agg(n) as b from a group by t;

-- name: JsonArrayAgg :many
-- = all_of json!, none json
-- from: 16
select json_arrayagg(n) as all_of, json_arrayagg(n) filter (where n > 0) as none from a group by t;

-- name: OneGroup :many
-- = t text!, sum bigint!
-- params: text!
-- rows: optional
select t, sum(id) from a where t = $1 group by t;

-- name: Windows :many
-- = row bigint!, rank bigint!, lag integer, lag_default integer!, lead integer, first integer!, nth integer, tile integer!
select row_number() over w as row, rank() over w, lag(id) over w, lag(id, 1, 0) over w as lag_default, lead(id) over w,
  first_value(id) over w as first, nth_value(id, 2) over w as nth, ntile(2) over w as tile
from a window w as (order by t);

-- name: Frames :many
-- = running bigint!, before bigint, others bigint, after integer, count bigint!, around integer[]!
select sum(id) over (order by id) as running,
  sum(id) over (order by id rows between 2 preceding and 1 preceding) as before,
  sum(id) over (order by id rows between 1 preceding and 1 following exclude current row) as others,
  first_value(id) over (order by id rows between 1 following and 2 following) as after,
  count(*) over (order by id rows between 2 preceding and 1 preceding),
  array_agg(id) over (order by id rows between 1 preceding and current row) as around from a;

-- name: WindowIsNotNarrowed :many
-- = other integer
select case when n is not null then lag(n, 1, 0) over (order by id) else 0 end as other from a;

-- name: WindowOverGroups :many
-- = t text!, sum numeric!, share bigint!
select t, sum(count(*)) over (), count(*) as share from a group by t;

-- name: OuterAggregate :many
-- = t text!, n bigint
-- rows: optional
select t, (select count(a.id) from b limit 1) as n from a group by t limit 0;

-- name: AggregatesOverRowsThatAreThere :one
-- = most integer!, all integer[]!, least integer, filtered integer
-- rows: one
select max(v) as most, array_agg(v) as all, min(w) as least, max(v) filter (where v > 5) as filtered
from (values (1, null::int), (2, 3)) t (v, w);

-- name: AggregateOverFilteredRows :one
-- = most integer
-- rows: one
select max(v) as most from (values (1), (2)) t (v) where v > 5;

-- name: AggregateOfOneRow :one
-- = most bigint!, of_none integer
-- rows: one
select max(n) as most, (select max(id) from a) as of_none from (select count(*) from a) t (n);

-- name: FirstOfGroup :many
-- = first text!, first_n integer, second text, of_none text, length integer!
select (array_agg(t order by id))[1] as first, (array_agg(n))[1] as first_n, (array_agg(t))[2] as second,
  (array_agg(t) filter (where n > 5))[1] as of_none, array_length(array_append(array_agg(n), 1), 1) as length
from a group by n;

-- name: GroupOfAllRows :many
-- = m integer!, c bigint!
select max(n) as m, count(*) as c from generate_series(1, 3) as x (n) group by rollup (n);

-- name: GroupOfAllRowsFiltered :many
-- = m integer
select max(n) as m from generate_series(1, 3) as x (n) where n > 5 group by cube (n);

-- name: GroupOfAllRowsOfATable :many
-- = m text
select max(t) as m from a where id > 9 group by grouping sets ((t), ());

-- name: AggregateOverSets :one
-- = elements integer!, members text!, none integer
-- rows: one
select (select max(v) from unnest(array[1, 2]) v) as elements,
  (select max(key) from jsonb_each(jsonb_build_object('k', 1))) as members,
  (select max(v) from generate_series(2, 1) v) as none;

-- name: AggregateOverSqlFunctions :one
-- = both integer!, strict integer, none integer
-- rows: one
select (select max(x) from two_rows() as x) as both, (select max(x) from two_rows_strictly(null) as x) as strict,
  (select max(p.x) from pairs(0) as p) as none;

-- name: GroupedByAnOuterColumn :many
-- = i integer, t text
select v.i, v.t from a, lateral (select a.id as i, to_char(a.id, '99') as t from (values (1)) q (w) group by rollup (a.id)) v;

-- name: FramesOfGroups :many
-- = with_peers bigint!, before bigint, until bigint, others integer, ties integer!, day bigint!
select sum(id) over (order by t groups between current row and 1 following) as with_peers,
  sum(id) over (order by t groups between 1 preceding and 1 preceding) as before,
  sum(id) over (order by id range between unbounded preceding and 1 preceding) as until,
  last_value(id) over (order by t groups between 1 preceding and 1 following exclude group) as others,
  max(id) over (order by t rows between current row and unbounded following exclude ties) as ties,
  sum(id) over (order by at range between '1 day' preceding and '1 day' following) as day
from a;

-- name: WindowsOverGroupingSets :many
-- = t text, n bigint!, earlier bigint!, first text, share numeric!
select t, count(*) as n, lag(count(*), 1, 0::bigint) over (order by t) as earlier, first_value(t) over (order by t) as first,
  sum(count(*)) over () as share
from a group by rollup (t);

-- name: DistinctGroupingSets :many
-- = t text, b boolean, n bigint!
select t, b, count(*) as n from a group by distinct rollup (t), cube (t, b);

-- name: HypotheticalNull :many
-- = rank bigint!, part double precision!, dist double precision!
select rank(null::int) within group (order by n), percent_rank(null::int) within group (order by n) as part,
  cume_dist(1) within group (order by n) as dist from a group by t;
