-- name: DeleteUser :one
delete from users where id = @id;
