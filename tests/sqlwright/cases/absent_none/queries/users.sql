-- name: FindUsers :many
-- NULL is a value of `same_name` only.
-- @optional email, name, same_name, most
-- @orderby id: id, email: email
select id, email, name from users
where email = @email and name like @name and name is not distinct from @same_name
order by id limit @most;

-- name: PatchUser :execrows
-- What is stored may be NULL, and so may what is compared with it.
-- @optional email, name
update users set email = @email, name = @name where id = @id;

-- name: AddUser :one
-- @optional name
insert into users (email, name) values (@email, @name) returning *;
