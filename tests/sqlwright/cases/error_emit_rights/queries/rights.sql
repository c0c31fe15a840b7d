-- name: GetRight :one
select * from rights where id = @id;
