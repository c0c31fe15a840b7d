-- name: InsertSelect :exec
insert into t (id, v, n, c, at, vs, maybe) select $1, $2, $3, $4, $5, $6, $7;

-- name: InsertSelectFrom :exec
insert into t (id, v, n, c, at, vs) select o.id, $1, $2, $3, $4, $5 from other o;

-- name: InsertWhereNotExists :exec
insert into t (id, v, n, c, at, vs) select $1, $2, $3, $4, $5, $6
where not exists (select from t where id = $1);

-- name: InsertOnConflict :exec
insert into t (id, v, n, c, at, vs) select $1, $2, $3, $4, $5, $6
on conflict (id) do update set v = excluded.v, n = $7;

-- name: InsertUnion :exec
insert into t (id, v, n, c, at, vs)
select 1, $1, $2::numeric, 'a', now(), '{}'::text[] union all select 2, $3, $4, 'b', now(), '{}';

-- name: InsertValues :exec
insert into t (id, v, n, c, at, vs) values ($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12);

-- name: InsertWith :exec
with new_row as (select $1::text as v, $2::numeric as n)
insert into t (id, v, n, c, at, vs) select 1, v, n, 'a', now(), '{}' from new_row;

-- name: Merge :exec
merge into t using (select $1::int as id, $2::text as v, $3::numeric as n) s on s.id = t.id
when matched then update set v = s.v
when not matched then insert (id, v, n, c, at, vs) values (s.id, s.v, s.n, $4, $5, $6);
