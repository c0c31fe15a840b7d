-- Users who have an account and have not left.

-- name: GetUser :one
-- One living user.
-- @row Account
-- @batched
select id, email, name, version, created_at, updated_at
from users
where id = @id and deleted_at is null;

-- name: CreateUser :one
-- A new user, and the job of welcoming them; the address must be free among the living.
-- @row Account
with created as (
  insert into users (email, name) values (@email, @name)
  returning id, email, name, version, created_at, updated_at
), queued as (
  insert into jobs (kind, payload) select 'welcome', jsonb_build_object('user_id', id) from created
)
select id, email, name, version, created_at, updated_at from created;

-- name: ListUsers :many
-- Living users, newest first.
-- @row Account
-- @page 50 as UserPage
select id, email, name, version, created_at, updated_at
from users
where deleted_at is null
order by created_at desc, id desc;

-- name: UpdateUser :one
-- Replaces what a user may change; with `expected`, only if the version is among them.
-- @row Account
update users
set email = @email, name = @name, version = version + 1, updated_at = now()
where id = @id and deleted_at is null
  and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]))
returning id, email, name, version, created_at, updated_at;

-- name: PatchUser :one
-- Changes what is given and leaves the rest; with `expected`, only if the version is among them.
-- @row Account
-- @optional email, name
update users
set email = @email, name = @name, version = version + 1, updated_at = now()
where id = @id and deleted_at is null
  and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]))
returning id, email, name, version, created_at, updated_at;

-- name: SoftDeleteUser :execrows
-- The user leaves every read, and the address is free again; with `expected`, only if the version is among them.
update users set deleted_at = now(), updated_at = now()
where id = @id and deleted_at is null
  and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]));
