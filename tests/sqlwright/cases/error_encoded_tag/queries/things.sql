-- name: Things :many
-- @encoded
select id, id + 1 as next from things;
