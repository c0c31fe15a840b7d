-- name: A :one
select a from users;
-- name: B :one
select b from users;
-- name: C :many
select c from users;
-- name: D :exec
delete from userz;
-- name: E :execrows
update users set e = 1;
-- name: F :one
select f(id) from users;
-- name: G :one
select email + 1 from users;
-- name: H :one
select from;
-- name: I :one
insert into users (id) values ('x') returning id;
-- name: J :one
select id from users group by email;
