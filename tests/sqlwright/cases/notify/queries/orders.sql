-- name: OrderPlaced :notify
-- An order was placed.
select pg_notify('order_placed', json_build_object('id', @id::bigint, 'customer', @customer::text)::text);

-- name: OrderPaid :notify
-- The whole order, as it is now; nothing if there is none.
select pg_notify('order_paid', row_to_json(o)::text) from orders o where id = @id;

-- name: OrdersChanged :notify
-- @rows orders: id, status
-- @optional customer
select pg_notify('orders_changed', jsonb_build_object('id', c.id, 'status', c.status, 'total', o.total)::text)
from unnest(@id::bigint[], @status::status[]) as c (id, status)
join orders o on o.id = c.id
where o.customer = @customer;

-- name: WorkerWanted :exec
-- @notify
-- A payload that is only text.
select pg_notify('Worker Wanted', @kind);

-- name: OrderNoted :notify
-- What may be NULL is said.
select pg_notify('order_noted', json_build_object('id', @id::bigint, 'note', sqlc.narg(note)::text)::text);

-- name: Anything :notify
-- @json payload: uuid.UUID
select pg_notify('anything', @payload::jsonb::text);

-- name: Totals :notify
-- @notnull payload
select pg_notify('totals', (select json_agg(total order by id) from orders)::text);

-- name: PlaceOrder :one
-- The order, of which others are told once it is committed.
with placed as (
  insert into orders (customer, total) values (@customer, @total) returning *
), told as (
  select pg_notify('order_placed', json_build_object('id', p.id, 'customer', p.customer)::text) from placed p
)
select p.*, (select count(*) from told) as told from placed p;
