-- name: A
select 1;
-- name: B :won
select 1;
-- name: C :execlastid
select 1;
-- name: D :batchman
select 1;
-- name: E :one and more
select 1;
-- name: 2F :one
select 1;
-- name: :one
select 1;
-- name: SpaceInCommand : many
select 1;
-- name: H :one
