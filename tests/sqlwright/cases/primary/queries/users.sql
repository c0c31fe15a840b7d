-- Queries that only read go to a reader, unless they say @primary.

-- name: FindUser :one
select id from users where id = @id;

-- name: FindBatchedUser :one
-- @batched
select id from users where id = @id;

-- name: FindKeptUser :one
-- @primary
select id from users where id = @id;

-- name: ListUsers :many
-- @page 10
-- @count
select * from users order by id;

-- name: ListKeptUsers :many
-- @page 10
-- @count
-- @primary
select * from users order by id;

-- name: ListUsersAndStream :many
-- The stream stays on one connection of the db.
-- @stream
select * from users;

-- name: TouchUsers :exec
select id from users;

-- name: LockUser :one
select id from users where id = @id for update;

-- name: RenameUser :exec
update users set name = @name where id = @id;

-- name: FindUsers :batchone
-- A batch stays on one connection of the db.
select name from users where id = @id;
