-- name: Named :many
select id from users where sqlc.slice(names)::text[] is null or name = any(sqlc.slice(names)::text[]);

-- name: Unnested :many
select x from unnest(sqlc.slice(ids)::int[]) as x;

-- name: WithoutCast :many
select id from users where id = any(sqlc.slice(ids));

-- name: Several :many
select id from users where id in (sqlc.slice(ids)) and name not in (sqlc.slice('names'));

-- name: SameTwice :many
select id from users where id in (sqlc.slice("ids")) or id = any(sqlc.slice('ids'));

-- name: CastInIn :many
select id from users where code in (sqlc.slice(codes)::varchar[]) and name not in (sqlc.slice(names)::text[]);

-- name: SliceAndArg :many
select id, cardinality(sqlc.arg(ids)::int[]) as count from users where id in (sqlc.slice(ids)::int[]);

-- name: Maybe :many
select id from users where cardinality(sqlc.slice(ids)::int[]) = 0 or id in (sqlc.slice(ids)::int[]);

-- name: Overlapping :many
select id from users where tags && sqlc.slice(tags);

-- name: SetTags :exec
update users set tags = sqlc.slice(tags) where id = @id;

-- name: InOrder :many
select id from users where id in (sqlc.slice(ids)) order by array_position(sqlc.slice(ids), id);
