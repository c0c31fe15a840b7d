-- JSON documents, of types of their own and of none.

-- name: AddEvent :one
-- @json payload: tests.golden.values.Loan
-- @json context: tests.golden.values.Origin
-- @json tags: tests.golden.values.Tag
insert into events (member_id, payload, context, tags, preferences, folder)
values (@member_id, @payload, @context, @tags, @preferences, @folder)
returning id, payload, context, tags, preferences, folder;

-- name: AddAnyEvent :one
insert into events (payload, context, tags, preferences, folder)
values (@payload, @context, @tags, @preferences, @folder)
returning *;

-- name: AnyEvents :many
select * from events order by id;

-- name: GetEvent :one
-- A struct of its own: the table's has no type for the payload.
-- @json payload: tests.golden.values.Loan
select * from events where id = @id;

-- name: BookWithMetadata :one
-- The table's struct: the override of the column says the same.
-- @json metadata: tests.golden.values.Metadata
select * from books where isbn = @isbn;

-- name: PrizesOfBooks :many
-- @json metadata: tests.golden.values.Prize
select isbn, metadata from books where metadata @> @metadata order by isbn;

-- name: EventsOfMembers :many
-- @json payload: tests.golden.values.Loan
-- @json tags: tests.golden.values.Tag
select sqlc.embed(m), e.payload, e.tags
from members m
left join events e on e.member_id = m.id
order by m.name, e.id;

-- name: MembersWithEvents :many
-- @json origins: tests.golden.values.Origins
select m.name, sqlc.embed(e), (select json_agg(o.context order by o.id) from events o where o.member_id = m.id) as origins
from members m
left join events e on e.member_id = m.id
order by m.name, e.id;

-- name: Contexts :many
-- @json context: tests.golden.values.Origin
-- @stream
select context from events order by id;

-- name: CertainContexts :many
-- @json context: tests.golden.values.Origin
-- @notnull context
-- @nullable payload
select context, payload from events order by id;

-- name: OriginOf :one
-- @json context: tests.golden.values.Origin
select context from events where id = @id;

-- name: EventsBy :batchmany
-- @json context: tests.golden.values.Origin
-- @json needle: tests.golden.values.Place
select id, context from events where payload @> @needle::jsonb order by id;

-- name: Retag :batchone
-- @json tags: tests.golden.values.Tag
update events set tags = @tags where id = @id returning tags;

-- name: CopyEvents :copyfrom
-- @json payload: tests.golden.values.Loan
-- @json tags: tests.golden.values.Tag
insert into events (id, payload, context, tags) values (@id, @payload, @context, @tags);

-- name: PartsOfEvents :many
select
  row(id, payload, row(context, 'x')) as record,
  row(member_id, id) as plain,
  (folder).cover,
  ((folder).attachments[1]).parts,
  array_agg(payload) over (order by id) as payloads,
  stretch(payload, null) as span,
  stretches(stretch(null, payload)) as spans,
  array[array[payload, null]] as grid,
  e as event
from events e
order by id;
