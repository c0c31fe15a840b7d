-- name: A :many
-- @notnull emial
select email from users;

-- name: B :many
-- @nullable
select email from users;

-- name: C :many
-- @notnull nothing
select null::text as nothing from users;

-- name: D :exec
-- @notnull id
delete from users;
