-- name: Positional :many
-- Without a macro, the column compared or assigned gives the name.
select id from t where a = $1 and id > $2 and b is not distinct from $3 limit $4 offset $5;

-- name: Named :one
select id from t where id = @id and a = sqlc.arg(name) and sqlc.arg('name') <> '';

-- name: Optional :many
select id from t where (sqlc.narg(name)::text is null or a = sqlc.narg(name));

-- name: TightOperators :many
select id from t where id=@id and a<>@name and tags && @tags;

-- name: Insert :exec
insert into t (id, a, b, tags) values (@id, @a, @b, @tags);

-- name: InsertMany :execrows
insert into t (id, a, b) values (@id, @a, @b), (@id2, coalesce(@a2, 'x'), upper(@b2));

-- name: Upsert :one
insert into t (id, a) values ($1, $2) on conflict (id) do update set a = excluded.a, b = $3 returning *;

-- name: InsertUnlessThere :one
insert into t (id, a) values ($1, $2) on conflict do nothing returning *;

-- name: Update :execrows
update t set b = @b, at = coalesce(@at, at) where id = any (@ids);

-- name: ReservedWords :many
select id from t where a = @from and b = @self and id = @row;

-- name: Same :many
select id from t where a = $1 or b = $1 or a = $2;

-- name: Output :one
select @x::int as x, upper(@y) as y;

-- name: Slices :many
select id from t where id in (sqlc.slice(ids)) and a not in (sqlc.slice(names));

-- name: Either :many
-- Of NULL one side of the or would be left: what a caller means by None, the query says with IS NULL.
select id from t where a = @a or b is not distinct from @b or b = @b;

-- name: PatchByPosition :execrows
update t set b = coalesce($1, b), at = $2 where id = $3;

-- name: Magnitude :many
-- A name with a dot is a column behind the operator @, which takes its absolute value.
select @t.id as size from t where @ t.id < @most;

-- name: PatchOfBoth :one
-- Numbers keep theirs, names take those that are left.
update t set a = coalesce(sqlc.narg(name), a), b = coalesce(@b, b) where id = $2 and b = $1 returning id, a;
