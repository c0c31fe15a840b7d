-- name: A :one
select sqlc.agr(x);
-- name: B :one
select sqlc.arg(1);
-- name: C :many
select id from users where id in (1, sqlc.slice(ids));
-- name: D :one
select $2::int, $5::int, @a::int;
-- name: E :one
select $1::int, $3::int;
-- name: F :many
select sqlc.embed(1) from users;
-- name: G :many
select sqlc.embed(nobody) from users;
