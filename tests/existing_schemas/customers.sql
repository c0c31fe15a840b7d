-- name: CreateCustomer :one
insert into customers (email, name) values (@email, @name)
returning *;

-- name: GetCustomer :one
select *
from customers
where id = @id and deleted_at is null;

-- name: ListCustomers :many
-- @page 50
-- @optional email
select *
from customers
where deleted_at is null and email = @email
order by id;

-- name: UpdateCustomer :one
-- Changes what is given and leaves the rest; with `expected`, only if the version is among them.
-- @optional email, name
update customers
set email = @email, name = @name, version = version + 1, updated_at = now()
where id = @id and deleted_at is null
  and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]))
returning *;

-- name: DeleteCustomer :execrows
-- Leaves every read, but stays in the table; with `expected`, only if the version is among them.
update customers set deleted_at = now(), version = version + 1, updated_at = now()
where id = @id and deleted_at is null
  and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]));
