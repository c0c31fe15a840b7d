-- name: ListNotes :many
select * from notes where mood = 'middle';
