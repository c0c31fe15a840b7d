-- name: NoSuchName :one
-- @json setings: dict
select id, settings from users where id = @key;

-- name: NoNames :exec
-- @json settings: dict
delete from users;

-- name: NoJson :one
-- @json email: dict
select email from users where id = @id;

-- name: NoJsonParameter :exec
-- @json id: dict
update users set settings = '{}' where id = @id;

-- name: Twice :one
-- @json settings: dict
-- @json settings: list
select settings from users where id = @id;

-- name: InEmbed :one
-- @json settings: dict
select sqlc.embed(u), u.id as number from users u where id = @id;

-- name: NoPair :one
-- @json settings
select settings from users where id = @id;
