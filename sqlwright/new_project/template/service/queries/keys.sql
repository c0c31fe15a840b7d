-- Keys to the API.

-- name: CreateKey :one
insert into api_keys (name, scope, hash) values (@name, @scope, @hash) returning *;

-- name: FindKey :one
-- The key in force whose secret has this SHA-256.
select id, name, scope from api_keys where hash = @hash and revoked_at is null;

-- name: ListKeys :many
-- Every key, in force or revoked, oldest first.
select id, name, scope, created_at, revoked_at from api_keys order by created_at, id;

-- name: RevokeKey :execrows
-- Revokes the key in force of this name.
update api_keys set revoked_at = now() where name = @name and revoked_at is null;
