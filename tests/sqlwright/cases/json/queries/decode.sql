-- name: Decode :one
-- @json date: datetime.date
select "date" from documents where id = @decode;

-- name: Each :one
-- @json date: datetime.date
-- @json _decode_date: datetime.datetime
-- @json decoders: bool
insert into documents (id, "date", converted, all_converted, decoders, grid, whole)
values (@id, @date, @converted, @all_converted, @decoders, @grid, @whole)
returning *, '"2026-11-23T12:00:00"'::jsonb as _decode_date;

-- name: All :many
select * from documents order by id;

-- name: Join :many
-- @json uuid: uuid.UUID
-- @json grid: decimal.Decimal
-- @json "a name that is so long that a line with it twice is too long": str
select sqlc.embed(l), r.uuid, r.grid, r."a name that is so long that a line with it twice is too long"
from documents l left join documents r on r.id = l.id + 1
order by l.id;

-- name: Long :one
-- @json "a name that is so long that a line with it twice is too long": str
select "a name that is so long that a line with it twice is too long" from documents where id = @id;

-- name: LongOfMany :batchone
-- @json "a name that is so long that a line with it twice is too long": str
-- @json converted: bool
select "a name that is so long that a line with it twice is too long", converted from documents where id = @id;

-- name: Records :many
-- @nullable second
select
  row(id, uuid, row("date", row("date", uuid, uuid, "date"))) as first,
  row("date") as second,
  row(id, 1) as third
from documents;

-- name: OneRecord :one
select row(uuid) from documents where id = @id;

-- name: LongRecord :one
-- @nullable record
select row("date", "date", "date", "date", "date", "date") as record from documents where id = @id;

-- name: Nested :many
select whole, (whole).part, (whole).parts, (whole).decoders, d as documents, spans from documents d;

-- name: Unnamed :many
-- @json "?column?": datetime.datetime
-- @json "class": str
select converted || '{}', "date" as "class" from documents;

-- name: AsBytes :batchone
-- @json date: msgspec.Raw
-- @json converted: bool
-- @notnull date
update documents set "date" = @date, converted = @converted where id = @id returning "date", converted;
