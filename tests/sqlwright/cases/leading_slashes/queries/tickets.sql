-- name: GetTicket :one
-- To sqlc, a path with a slash in front is below the folder of its configuration too.
select id, subject from tickets where id = @id;
