-- name: GetMCP :one
select id from t where slug = $1;

-- name: GetMcp :one
select id, v from t where slug = $1;

-- name: GETMCP :many
select id from t where slug = $1;

-- name: GetMcp_2 :many
-- @stream
select id, v from t where slug = $1;
