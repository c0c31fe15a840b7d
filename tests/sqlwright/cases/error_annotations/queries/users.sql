-- name: A :one
-- @optinal name
select 1;

-- name: B :many
-- @stream
select 1;
