-- name: A :one
select 1;
