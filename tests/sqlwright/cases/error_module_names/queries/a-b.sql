-- name: C :one
select 1;
