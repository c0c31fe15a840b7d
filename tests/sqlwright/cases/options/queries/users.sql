-- The people.

-- name: GetUser :one
-- One of them.
select * from users where id = @id;

-- name: AddUser :one
insert into users (id, email, mood, tags) values (@id, @email, @mood, @tags) returning id, email as mail_address;

-- name: Rename :exec
update users set display_name = @name where id = @id;

-- name: News :many
select * from news;

-- name: WithEvents :many
select sqlc.embed(u), e.id as event_id from users u left join events e on e.user_id = u.id;
