-- What stands above a statement, together.

-- name: UsersWithOrders :many
-- @optional status, name
-- @orderby name: u.name, -name: u.name desc
-- @group u
-- @nullable u_name
select sqlc.embed(u), upper(u.name) as u_name, sqlc.embed(o)
from users u left join orders o on o.user_id = u.id and o.status = @status
where u.name = @name
order by u.id, o.created_at;

-- name: PageOfSettings :many
-- @optional name
-- @json settings: decimal.Decimal
-- @notnull bio
-- @page 5
select id, settings, bio from users where name = @name order by id;

-- name: PageOfTotals :many
-- A key with a type of its own is in the cursor as PostgreSQL has it.
-- @page 5
select sqlc.embed(o), u.name from orders o join users u on u.id = o.user_id order by o.total desc, o.id;

-- name: NotesOfUsers :many
-- What a filter proves of a document may be gone as well.
-- @optional note
select u.id, (select json_agg(json_build_object('note', o.note, 'total', o.total)) from orders o
              where o.user_id = u.id and o.note = @note) as notes
from users u
order by u.id;

-- name: OrderByIds :one
-- @batched
-- @nullable total
select id, total, note from orders where id = @id;

-- name: PatchSettings :one
-- @optional settings, bio
-- @json settings: uuid.UUID
update users set settings = @settings, bio = @bio where id = @id returning settings, bio;
