-- name: A :one
select 1 as one;
