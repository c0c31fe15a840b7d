-- name: B :one
select pg_sleep(0);
