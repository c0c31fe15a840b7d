-- name: One :one
select 1;
