-- name: Constants :one
select 1 as one, 'x' as text, null::int as nothing, true as yes, now() as at;

-- name: Aggregates :one
select count(*), count(m) as known, sum(n) as total, max(a) as last, coalesce(sum(n), 0) as safe from t;

-- name: Groups :many
-- A group has a row, so a NOT NULL column has a sum in it; FILTER may leave none.
select a, count(*), sum(n) as total, sum(m) as maybe, sum(n) filter (where m > 0) as some from t group by a;

-- name: Rollup :many
select a, sum(n) as total from t group by rollup (a);

-- name: Functions :many
select upper(a) as upper_a, upper(b) as upper_b, a || 'x' as ax, n + m as nm, length(a) > 1 as long,
  nullif(a, 'x') as other, greatest(m, 0) as most
from t;

-- name: Cases :many
select
  case when b is not null then b else 'none' end as named,
  case when n > 0 then 'x' end as maybe
from t;

-- name: Subqueries :many
select exists(select from t u where u.n = t.m) as found,
  (select count(*) from t) as many,
  (select a from t u where u.id = t.m) as other,
  array(select a from t) as every
from t;

-- name: Union :many
select a from t union all select b from t;

-- name: Recursive :many
with recursive walk (id, up) as (
  select id, m from t where m is null
  union all
  select t.id, t.m from t join walk on t.m = walk.id
)
select * from walk;

-- name: View :many
select * from v;

-- name: Windows :many
select row_number() over (order by id) as place, lag(a) over (order by id) as before from t;

-- name: Series :many
select day, n from generate_series(1, @days::int) as day left join t on t.id = day;
