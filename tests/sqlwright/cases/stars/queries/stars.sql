-- name: Bare :many
select * from a;

-- name: Aliased :many
select x.* from a as x (one, two);

-- name: Two :many
select a.*, b.* from a join b on b.a_id = a.id;

-- name: BareAmongOthers :many
select 1 as first, *, 2 as last from a, b;

-- name: JoinUsing :many
select * from a join b using (id);

-- name: FullJoinUsing :many
select * from a full join b using (id);

-- name: Arms :many
select * from a where id = 1 union all select * from a where id = @id;

-- name: Cte :many
with changed as (update b set note = @note returning *) select * from changed;

-- name: Function :many
select * from generate_series(1, 3) with ordinality as g (value, place);

-- name: Values :many
select * from (values (1, 'x'), (2, null)) as v (n, t);

-- name: OtherSchema :many
select * from app.c;

-- name: InsertReturning :one
insert into b (id, a_id) values (1, 2) returning *;

-- name: DeleteUsing :many
delete from b using a where a.id = b.a_id returning *;

-- name: DeleteUsingOne :many
delete from b using a where a.id = b.a_id returning b.*, a."Mixed Case";

-- name: NoStar :one
select count(*), 2 * 3 as product from a;

-- name: Composite :many
select id, (at).*, (h.old_at).* from homes h;

-- name: CompositeOfFunction :many
select (json_populate_record(null::place, @document)).* from homes;

-- name: LongLine :many
with first_of_them as (select * from a), second_of_them as (select * from first_of_them), third as (select * from second_of_them) select third.*, third.*, third.* from third where id > 0;
