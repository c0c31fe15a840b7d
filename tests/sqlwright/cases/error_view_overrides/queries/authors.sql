-- name: Authors :many
select * from authors;
