-- name: F :one
select 1;
