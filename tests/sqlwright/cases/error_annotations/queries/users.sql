-- name: A :one
-- @optinal name
select 1;

-- name: B :exec
-- @page 10
select 1;

-- name: C :many
-- @page often
select 1;

-- name: D :many
-- @orderby created_at desc
select 1;

-- name: E :one
-- @optional
select 1;

-- name: F :batchexec
-- @optional a
select @a::int;

-- name: G :many
-- @orderby newest:
select 1;

-- name: H :many
-- @strem
select 1;

-- name: I :many
-- @strem the rows
select 1;

-- name: J :many
-- @notnul a
select 1 as a;

-- name: K :many
-- @page often, where page is no parameter
select 1 as a;
