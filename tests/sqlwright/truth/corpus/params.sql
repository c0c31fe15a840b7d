-- name: Compared :many
-- = t text!
-- params: integer!, text!
select t from a where n > $1 and t = $2;

-- name: OptionalFilter :many
-- = t text!
-- params: integer
select t from a where ($1::int is null or n = $1);

-- name: NotDistinct :many
-- = t text!
-- params: integer
select t from a where n is not distinct from $1;

-- name: Coalesced :many
-- = t text!
-- params: text
select t from a where t = coalesce($1, t);

-- name: Stored :exec
-- =
-- params: integer, text!, boolean
-- rows: none
update a set n = $1, t = $2, b = coalesce($3, b);

-- name: StoredThroughSelect :exec
-- =
-- params: integer!, integer, text!
-- rows: none
insert into a (id, n, t) select $1, $2, $3;

-- name: StoredThroughUnion :exec
-- =
-- params: integer, integer
-- rows: none
insert into b (id, must, a_id) select id, 1, $1 from a union select 100, 1, $2::int;

-- name: StoredConflict :exec
-- =
-- params: integer!, text!, integer
-- rows: none
insert into a (id, t) values ($1, $2) on conflict (id) do update set n = $3;

-- name: StoredMerge :exec
-- =
-- params: integer, text!
-- rows: none
-- from: 15
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id when matched then update set n = $1
  when not matched then insert (id, t) values (b.id + 100, $2);

-- name: StoredDomain :exec
-- =
-- params: sure!
-- rows: none
update domained set s = $1::sure;

-- name: Any :many
-- = t text!
-- params: integer[]!
select t from a where id = any ($1);

-- name: Returned :one
-- = x integer
-- params: integer
-- rows: one
select $1::int as x;

-- name: Condition :many
-- = t text!, c text, f bigint!
-- params: integer!, integer!
select t, case when n = $1 then 'x' end as c, count(*) filter (where n > $2) as f from a group by t, n;

-- name: Limits :many
-- = t text!
-- params: bigint, bigint
select t from a limit $1 offset $2;

-- name: LeftJoinCondition :many
-- = t text!, must integer
-- params: text!
select a.t, b.must from a left join b on b.a_id = a.id and b.x = $1;

-- name: Unnested :exec
-- =
-- params: integer[]!, text[]!
-- rows: none
insert into a (id, t) select * from unnest($1::int[], $2::text[]);
