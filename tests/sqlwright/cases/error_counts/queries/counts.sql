-- name: One :one
-- @count
select id from users where id = @id;

-- name: Twice :many
-- @count
-- @count
select id from users;

-- name: Names :many
-- @count users
select id from users;

-- name: Deletes :many
-- @count
delete from tags returning name;

-- name: Moves :many
-- @count
with gone as (delete from tags returning name) select name from gone;

-- name: Grouped :many
-- @group u
-- @count
select sqlc.embed(u), o.id from users u join orders o on o.user_id = u.id;

-- name: Users :many
-- @count
select id from users;

-- name: UsersCount :one
select count(*) from users;
