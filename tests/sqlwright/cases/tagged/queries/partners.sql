-- name: Customer :one
select * from customers where id = @id;

-- name: Supplier :one
select * from suppliers where id = @id;

-- name: AddPair :batchone
-- Documents have no tag in PostgreSQL; what msgspec writes has one.
with c as (insert into customers (name) values (@customer) returning *),
  s as (insert into suppliers (name) values (@supplier) returning *)
select to_jsonb(c) as customer, json_build_object('id', s.id, 'type', s.type) as supplier from c, s;

-- name: Names :many
-- @page 10
select id, name from customers order by id;
