-- Orders: what someone wants to have, from the first word to the parcel.

-- fragment: items(o, lines)
-- The items of an order in their order; `lines` is the table or the CTE that has them.
select coalesce(jsonb_agg(jsonb_build_object(
  'sku', i.sku, 'quantity', i.quantity, 'unit_price', i.unit_price, 'line_total', i.line_total
) order by i.position), '[]')
from lines i
where i.order_id = o.id;

-- name: CreateOrder :one
-- An order of a living user with its items, whose total is theirs.
-- @row PlacedOrder
with items as (
  select generate_series(1, cardinality(@skus::text[])) as position,
         unnest(@skus::text[]) as sku,
         unnest(@quantities::bigint[]) as quantity,
         unnest(@unit_prices::numeric[]) as unit_price
), placed as (
  insert into orders (user_id, total)
  select u.id, (select sum(quantity * unit_price) from items)
  from users u
  where u.id = @user_id and u.deleted_at is null
  for share of u
  returning id, user_id, status, total, paid, created_at, updated_at
), listed as (
  insert into order_items (order_id, position, sku, quantity, unit_price)
  select p.id, i.position, i.sku, i.quantity, i.unit_price from placed p, items i
  returning order_id, position, sku, quantity, unit_price, line_total
)
select p.id, p.user_id, p.status, p.total, p.paid, p.created_at, p.updated_at,
       fragment.items(p, listed) as items
from placed p;

-- name: GetOrder :one
-- One order with its items.
-- @row PlacedOrder
-- @batched
select o.id, o.user_id, o.status, o.total, o.paid, o.created_at, o.updated_at,
       fragment.items(o, order_items) as items
from orders o
where o.id = @id;

-- name: ListOrders :many
-- Orders by any mix of filters.
-- @optional user_id, status, created_after, created_before
-- @orderby -created_at: created_at desc, id desc
-- @orderby created_at: created_at, id
-- @orderby -total: total desc, id desc
-- @orderby total: total, id
-- @page 50 as OrderPage
select id, user_id, status, total, paid, created_at, updated_at
from orders
where user_id = @user_id
  and status = @status
  and created_at > @created_after
  and created_at < @created_before;

-- name: CancelOrder :one
-- A pending order of which nothing is paid, with its items.
-- @row PlacedOrder
with cancelled as (
  update orders
  set status = 'cancelled', updated_at = now()
  where id = @id and status = 'pending' and paid = 0
  returning id, user_id, status, total, paid, created_at, updated_at
)
select o.id, o.user_id, o.status, o.total, o.paid, o.created_at, o.updated_at,
       fragment.items(o, order_items) as items
from cancelled o;

-- name: GetOrderState :one
-- Why a change of an order was not made.
select status, total, paid from orders where id = @id;

-- name: AddPayment :one
-- A payment of at most what is owed; the order is paid once its total is covered.
with paid as (
  update orders o
  set paid = o.paid + @amount,
      status = case when o.paid + @amount = o.total then 'paid'::order_status else o.status end,
      updated_at = now()
  where o.id = @order_id and o.status = 'pending' and o.paid + @amount <= o.total
  returning o.id
)
insert into payments (order_id, amount, method)
select p.id, @amount, @method from paid p
returning id, order_id, amount, method, created_at;

-- name: GetPayments :one
-- The payments of one order, oldest first; a column that is added later needs no right before it is named here.
-- @json payments: name OrderPayment
-- @batched
select coalesce((
         select jsonb_agg(p order by p.created_at, p.id)
         from (select id, order_id, amount, method, created_at from payments) p
         where p.order_id = o.id
       ), '[]') as payments
from orders o
where o.id = @order_id;

-- name: AddShipment :one
-- The one shipment of a paid order.
with shipped as (
  update orders set status = 'shipped', updated_at = now() where id = @order_id and status = 'paid'
  returning id
)
insert into shipments (order_id, carrier, tracking_number)
select id, @carrier, @tracking_number from shipped
returning order_id, carrier, tracking_number, shipped_at;

-- name: GetShipment :one
-- The shipment of one order, if it was shipped.
-- @batched
select order_id, carrier, tracking_number, shipped_at from shipments where order_id = @order_id;
