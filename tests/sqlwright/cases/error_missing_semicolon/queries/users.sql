-- name: A :one
select 1

-- name: B :one
select 2;
