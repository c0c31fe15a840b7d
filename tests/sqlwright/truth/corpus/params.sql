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

-- name: Named :one
-- = minus integer
-- params: integer, integer
-- rows: one
select minus(b => $2, a => $1);

-- name: StoredThroughCoercion :exec
-- =
-- params: integer!, character varying!, numeric!, character varying
-- rows: none
insert into coerced (id, v, d, maybe) select $1, $2, $3, $4;

-- name: StoredThroughWith :exec
-- =
-- params: text!
-- rows: none
with given as (select $1::text as v) insert into coerced (id, v, d) select 1, v, 1 from given;

-- name: AskedInSet :exec
-- =
-- params: text
-- rows: none
update a set t = case when $1::text is not null then $1 else t end;

-- name: AskedInCondition :many
-- = id integer!
-- params: text
select id from a where case when $1::text is not null then t = $1 else true end;

-- name: AskedThroughNullif :many
-- = id integer!
-- params: text
select id from a where nullif($1, '') is null or t = $1;

-- name: AskedThroughStrict :many
-- = id integer!
-- params: text
select id from a where length($1) is null or t = $1;

-- name: AskedByCount :many
-- = id integer!
-- params: text, integer
select id from a where num_nonnulls($1::text, $2::int) = 0 or (t = $1 and n = $2);

-- name: AskedOfRow :many
-- = id integer!
-- params: text, integer
select id from a where ($1::text, $2::int) is null or (t = $1 and n = $2);

-- name: AskedInColumn :many
-- = more boolean!
-- params: integer
select case when $1::int is not null then id > $1 else false end as more from a;

-- name: StoredIfGiven :exec
-- =
-- params: text
-- rows: none
insert into a (id, t) select 100, $1::text where $1::text is not null;

-- name: ComparedInSubquery :many
-- = t text!
-- params: integer!
select t from a where exists (select from b where a_id = a.id and must = $1);

-- name: Sampled :many
-- = t text!
-- params: real!, double precision!
select t from a tablesample bernoulli ($1) repeatable ($2);

-- name: FrameOffset :many
-- = s bigint
-- params: bigint!
select sum(n) over (order by id rows between $1 preceding and current row) s from a;

-- name: WithTies :many
-- = t text!
-- params: bigint!
select t from a order by n fetch first ($1) rows with ties;

-- name: Subscript :exec
-- =
-- params: integer!, integer
-- rows: none
update a set arr[$1] = $2;
