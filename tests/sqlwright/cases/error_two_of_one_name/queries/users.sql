-- name: GetUser :one
select * from users where id = 1;

-- name: get_user :one
select * from users where id = 2;
