-- name: Count :one
select count(*) from users;
