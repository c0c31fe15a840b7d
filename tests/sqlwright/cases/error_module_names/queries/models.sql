-- name: B :one
select 1;
