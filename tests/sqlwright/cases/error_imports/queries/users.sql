-- name: GetUser :one
select id, email as address from users where id = @id;
