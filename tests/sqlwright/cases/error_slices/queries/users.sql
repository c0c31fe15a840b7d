-- name: AmongOthers :many
select id from users where id in (1, sqlc.slice(ids));

-- name: One :many
select id from users where id = sqlc.slice(ids);

-- name: CastToOne :many
select id from users where id in (sqlc.slice(ids)::int);

-- name: NoType :many
select * from unnest(sqlc.slice(ids));
