-- name: CommonValues :many
select most_common_vals from pg_stats where tablename = 'notes';

-- name: WholeRows :many
-- A composite with fields that have no binary form.
select c as relation from pg_class c;

-- name: ListNotes :many
select id from notes;

-- name: Pairs :many
-- A record's values are read by types that asyncpg knows beforehand: text's arrays, and no others.
select row(id, array['x']) as with_texts, row(id, array[id]) as with_numbers from notes;
