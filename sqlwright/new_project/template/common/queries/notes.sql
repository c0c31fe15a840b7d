-- name: CreateNote :one
insert into notes (title, body) values (@title, @body)
returning id, title, body, version, created_at, updated_at;

-- name: GetNote :one
select id, title, body, version, created_at, updated_at
from notes
where id = @id and deleted_at is null;

-- name: ListNotes :many
-- Newest first, page by page; with `containing`, only those with this text in their title.
-- @page 50
-- @optional containing
select id, title, body, version, created_at, updated_at
from notes
where deleted_at is null and position(lower(@containing) in lower(title)) > 0
order by created_at desc, id desc;

-- name: ChangeNote :one
-- Changes what is given and leaves the rest; with `expected`, only if the version is among them.
-- @optional title, body
update notes
set title = @title, body = @body, version = version + 1, updated_at = now()
where id = @id and deleted_at is null
  and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]))
returning id, title, body, version, created_at, updated_at;

-- name: DeleteNote :execrows
-- Leaves every read, but stays in the table; with `expected`, only if the version is among them.
update notes set deleted_at = now(), version = version + 1, updated_at = now()
where id = @id and deleted_at is null
  and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]));
