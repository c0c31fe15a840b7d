-- name: EmailOfAdmin :one
select email from users where id = @id;
