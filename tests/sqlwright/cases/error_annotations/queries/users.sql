-- name: A :one
-- @optinal name
select 1;

-- name: B :many
-- @page 10
select 1;
