-- name: DeleteUser :one
delete from users where id = @id;

-- name: Nothing :many
select from users;

-- name: Wait :one
listen users;
