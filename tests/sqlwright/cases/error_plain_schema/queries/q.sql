-- name: Steps :many
select * from steps();
