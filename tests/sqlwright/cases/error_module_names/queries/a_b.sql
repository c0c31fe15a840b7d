-- name: D :one
select 1;
