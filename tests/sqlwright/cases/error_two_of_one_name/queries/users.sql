-- name: GetUser :one
select * from users where id = 1;

-- name: get_user :one
select * from users where id = 2;

-- name: ListUsers :many
-- @stream
select * from users;

-- name: list_users_stream :many
select * from users;
