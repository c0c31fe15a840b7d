-- name: A :one
select @x is null;
-- name: B :one
select @r::record;
