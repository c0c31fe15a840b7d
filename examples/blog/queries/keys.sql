-- Keys to the API. Each is a user's, and is called like the user.

-- name: CreateKey :one
-- A key of this user, who is made if nobody has the name.
with owner as (
  insert into users (name) values (@name) on conflict (name) do update set name = excluded.name returning id, name
)
insert into api_keys (user_id, name, scope, hash) select id, name, @scope, @hash from owner
returning id;

-- name: FindKey :one
-- The key in force whose secret has this SHA-256.
select id, name, scope, user_id from api_keys where hash = @hash and revoked_at is null;

-- name: ListKeys :many
-- Every key, in force or revoked, oldest first.
select id, name, scope, created_at, revoked_at from api_keys order by created_at, id;

-- name: RevokeKey :execrows
-- Revokes the key in force of this name.
update api_keys set revoked_at = now() where name = @name and revoked_at is null;
