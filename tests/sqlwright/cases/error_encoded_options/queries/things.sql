-- name: Origins :many
-- @encoded
select id, origin from things;

-- name: Weights :many
-- @encoded
select weight from things;
