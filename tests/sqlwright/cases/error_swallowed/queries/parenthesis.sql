-- name: Open :many
select id from dishes where (name = @name and id in (1, 2);

-- name: Swallowed :many
select id from dishes;
