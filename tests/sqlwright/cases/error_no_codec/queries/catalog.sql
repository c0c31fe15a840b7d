-- name: CommonValues :many
select most_common_vals from pg_stats where tablename = 'notes';

-- name: WholeRows :many
-- A composite with fields that have no binary form.
select c as relation from pg_class c;

-- name: ListNotes :many
select id from notes;
