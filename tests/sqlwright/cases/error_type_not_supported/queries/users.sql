-- name: A :one
select int4range(1, 2) as span;
-- name: B :one
select pg_sleep(0);
