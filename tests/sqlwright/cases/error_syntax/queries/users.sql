-- name: GetUser :one
select * form users;
