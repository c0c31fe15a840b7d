-- name: NoParameter :one
-- @batched
select name from users where id = 1;

-- name: UsedTwice :one
-- @batched
select name, @id::int as asked from users where id = @id;

-- name: OutsideOfWhere :one
-- @batched
select u.name from users u join users o on o.id = @id and u.id = o.id;

-- name: InAnAlternative :one
-- @batched
select name from users where id = @id or id = 1;

-- name: InAnExpression :one
-- @batched
select name from users where id = @id + 1;

-- name: Greater :one
-- @batched
select name from users where id > @id;

-- name: Cast :one
-- @batched
select name from users where id = @id::bigint;

-- name: CastInVain :one
-- @batched
select name from users where email = @email::text;

-- name: NotUnique :one
-- @batched
select name from users where name = @name;

-- name: HalfAKey :one
-- @batched
select name from users where tenant = @tenant;

-- name: Limit :one
-- @batched
select name from users where name = @name limit 1;

-- name: Offset :one
-- @batched
select name from users where id = @id offset 0;

-- name: Grouped :one
-- @batched
select count(*) from users where id = @id;

-- name: GroupedBy :one
-- @batched
select name from users where id = @id group by name;

-- name: Window :one
-- @batched
select name, row_number() over () from users where id = @id;

-- name: Distinct :one
-- @batched
select distinct name from users where id = @id;

-- name: Several :one
-- @batched
select unnest(tags) from users where id = @id;

-- name: Union :one
-- @batched
select name from users where id = @id union select 'nobody';

-- name: Locks :one
-- @batched
select name from users where id = @id for update;

-- name: Writes :one
-- @batched
update users set name = '' where id = @id returning name;

-- name: WritesBeside :one
-- @batched
with gone as (delete from users where id = 1) select name from users where id = @id;

-- name: Volatile :one
-- @batched
select name, gen_random_uuid() as token from users where id = @id;

-- name: VolatileView :one
-- @batched
select name from watched where id = @id;

-- name: Sampled :one
-- @batched
select name from users tablesample bernoulli (10) where id = @id;

-- name: Citext :one
-- @batched
select name from users where login = @login;

-- name: Padded :one
-- @batched
select name from users where code = @code;

-- name: Float :one
-- @batched
select name from users where weight = @weight;

-- name: OtherType :one
-- @batched
select name from users where born = sqlc.arg(born)::date;

-- name: OfDay :one
-- @batched
select name from users where slot = @slot;

-- name: Tags :one
-- @batched
select name from users where tags = @tags;

-- name: Parentheses :one
-- @batched
select name from users where id = (@id);

-- name: Many :many
-- @batched
select name from users where id = @id;

-- name: UnknownKey :one
-- @batched ids
select name from users where id = @id;

-- name: KeyTwice :one
-- @batched id, id
select name from users where id = @id;

-- name: BatchedTwice :one
-- @batched
-- @batched id
select name from users where id = @id;

-- name: SharedAsKey :one
-- @batched
select name, @viewer::int as viewer from users where id = @id;

-- name: KeyShared :one
-- @batched number
select name from users where tenant = @tenant and number > @number;

-- name: Nested :one
-- @batched
select name from users where tenant = @tenant and (number = @number) is true;
