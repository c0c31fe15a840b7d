-- name: StreamOfGroups :many
-- @group u
-- @stream
select sqlc.embed(u), sqlc.embed(o) from users u join orders o on o.user_id = u.id order by u.id, o.id;

-- name: StreamOfPages :many
-- @stream
-- @page 5
select id from users order by id;

-- name: BatchedOptional :one
-- @batched
-- @optional id
select name from users where id = @id;

-- name: BatchedOrder :one
-- @batched
-- @orderby id: id
select name from users where id = @id;

-- name: BatchedGroup :one
-- @batched
-- @group u
select sqlc.embed(u), sqlc.embed(o) from users u join orders o on o.user_id = u.id where u.id = @id;
