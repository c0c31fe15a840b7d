-- name: All :many
select sqlc.embed(g), sqlc.embed(s), sqlc.embed(t), sqlc.embed(f), sqlc.embed(d), sqlc.embed(n)
from goose g, sql_migrate s, tern t, flyway f, diesel d, numbers n;

-- name: Seen :many
select * from seen;

-- name: OfBaseline :many
select * from of_baseline;
