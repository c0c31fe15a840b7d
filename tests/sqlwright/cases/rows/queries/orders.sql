-- name: CreateOrder :one
-- @rows items: sku, quantity
with placed as (
  insert into orders (customer) values (@customer) returning id
), listed as (
  insert into order_items (order_id, position, sku, quantity)
  select placed.id, i.position, i.sku, i.quantity
  from placed, unnest(@sku::text[], @quantity::int[]) with ordinality as i (sku, quantity, position)
  returning quantity
)
select placed.id, (select count(*) from listed) as items from placed;

-- name: SetQuantities :execrows
-- @rows item: position, quantity
update order_items o
set quantity = i.quantity
from unnest(@position::bigint[], @quantity::int[]) as i (position, quantity)
where o.order_id = @order_id and o.position = i.position;
