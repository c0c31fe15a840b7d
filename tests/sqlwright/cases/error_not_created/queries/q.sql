-- name: ListNotes :many
select id, body from notes;
