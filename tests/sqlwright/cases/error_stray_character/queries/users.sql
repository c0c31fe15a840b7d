-- name: Braces :many
select id from users where id = {id};

-- name: Backslash :many
select \id from users;

-- name: Right :many
select id from users;
