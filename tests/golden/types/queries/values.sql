-- What is in no table.

-- name: Parts :many
select (block).head, ((block).head).number, (block).entries[1].label, (entry).moods from things order by id;

-- name: ThingsWith :many
select id from things where entry = @entry::entry or mood = any (@moods::mood[]) order by id;

-- name: Rows :many
select t as thing, array_agg(t.entry) over () as entries from things t order by id;

-- name: Anonymous :one
select row(1, 'sad'::mood, null::entry) as record, array[row(1, 'x')] as records, (select x from (select 1, 'y') x) as inner_row;

-- name: Elements :many
select element, number from unnest(@elements::mood[]) with ordinality as e (element, number) order by number;

-- name: Grids :one
select array[[1, 2], [3, 4]] as grid, array_agg(array[mood]) as moods, array[array[null::text]] as nulls from things;

-- name: Echo :one
select @entry::entry as entry, sqlc.narg(block)::block as block, @day::daterange as day, sqlc.narg(json)::jsonb as json;

-- name: CopyThings :copyfrom
insert into things (id, mood, entry, positive, whole) values (@id, @mood, @entry, @positive, @whole);

-- name: CopyArrays :copyfrom
insert into arrays (id, grid, moods, jsons, entries) values (@id, @grid, @moods, @jsons, @entries);

-- name: CopySpans :copyfrom
insert into spans (id, ints, many_days) values (@id, @ints, @many_days);

-- name: AddStamp :one
insert into stamps (small, total) values (@small, @total) returning day, next_day, small, total;

-- name: SaveThings :batchone
insert into things (id, mood, entry, whole) values (@id, @mood, @entry, @whole) returning id, mood, entry, whole;

-- name: MoodsOf :batchmany
select mood from things where mood = @mood or id = @id order by id;

-- name: StreamThings :many
-- @stream
select id, entry, mood from things order by id;

-- name: Versions :one
select pg_current_snapshot() is not null as snapshot, to_tsvector('simple', 'a b') @@ 'a'::tsquery as found,
       '2026-01-01'::timestamptz - interval '1 day' as yesterday;
