-- name: ListPosts :many
select id from posts;
