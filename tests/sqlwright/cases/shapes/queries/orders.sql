-- name: OrdersWithItems :many
-- What a service asks for most: parents with a list of their children.
select o.id, o.placed_at, coalesce(l.items, '[]') as items
from orders o
left join lateral (
  select json_agg(json_build_object('line', i.line, 'sku', i.sku, 'unit price', i.price) order by i.line) as items
  from items i where i.order_id = o.id
) l on true;

-- name: CustomersWithOrders :many
-- Whole rows are the table's own struct; FILTER keeps the missing one out.
select c.id, json_agg(o order by o.id) filter (where o.id is not null) as orders, json_agg(o) as orders_or_null
from customers c
left join orders o on o.customer_id = c.id
group by c.id;

-- name: OrderDocument :one
-- Documents in documents; the address is the composite's own struct.
select json_build_object(
  'order', o,
  'customer', json_build_object('name', c.name, 'address', c.address, 'class', 1),
  'total', (select sum(i.price) from items i where i.order_id = o.id),
  'skus', array(select i.sku from items i where i.order_id = o.id),
  'rows', (select json_agg(i) from items i where i.order_id = o.id)
) as document
from orders o join customers c on c.id = o.customer_id
where o.id = @id;

-- name: PricesBySku :one
select jsonb_object_agg(sku, price) as prices, jsonb_object_agg(sku, took) filter (where took is not null) as times
from items;

-- name: Bills :many
select items from bills order by id;

-- name: WholeBills :many
select * from bills;

-- name: Days :many
with days as (select placed_at::date as day, count(*) as orders from orders group by 1)
select to_json(d) as day from days d order by d.day;

-- name: NotesIfAny :many
-- Where a branch has no key, the key may be unset.
select case when note is null then '{}' else jsonb_build_object('note', note) end as note from orders;

-- name: Pairs :many
select json_build_array(id, note, row(status, labels)) as pair from orders;

-- name: PlaceOrder :one
insert into orders values (@id, @customer_id, 'open', now(), null, '{}') returning to_json(orders) as placed;

-- name: PlaceOrders :batchone
insert into orders values (@id, @customer_id, 'open', now(), null, '{}') returning to_json(orders) as placed;

-- name: Stream :many
-- @stream
select to_json(c) as customer from customers c;
