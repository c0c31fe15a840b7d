-- name: Users :many
select * from users;
