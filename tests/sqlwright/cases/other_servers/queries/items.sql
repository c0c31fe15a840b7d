-- name: Items :many
select * from shop.items;

-- name: Names :many
select name from archive.names;
