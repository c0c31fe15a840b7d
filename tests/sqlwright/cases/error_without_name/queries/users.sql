-- nam: A :one
select * from users;
--Name: B :many
select * from users;
-- C :one
select * from users;
# name: D :one
select * from users;
name: E :one
select * from users;
-- query = F
select * from users;
-- Names: G
select * from users;
create table missing (semicolon int)
-- name: H :one
select * from users;
-- name: I: one
select 1;
-- @name: J :many
select 2;
