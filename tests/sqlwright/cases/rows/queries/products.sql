-- name: AddProducts :many
-- The rows come in the order of the list.
-- @rows products: sku, price, size, note
insert into products (sku, price, size, note)
select new.sku, new.price, new.size, new.note
from unnest(@sku::text[], @price::numeric[], @size::size[], @note::text[])
  with ordinality as new (sku, price, size, note, place)
order by new.place
returning *;

-- name: PutProducts :many
-- Also says of each row whether it is new.
-- @rows products: sku, price
insert into products (sku, price)
select new.sku, new.price
from unnest(@sku::text[], @price::numeric[]) with ordinality as new (sku, price, place)
order by new.place
on conflict (sku) do update set price = excluded.price
returning id, sku, xmax = 0 as inserted;

-- name: CountPutProducts :one
-- @rows products: sku, price
with put as (
  insert into products (sku, price)
  select new.sku, new.price from unnest(@sku::text[], @price::numeric[]) as new (sku, price)
  on conflict (sku) do update set price = excluded.price where products.price <> excluded.price
  returning xmax = 0 as inserted
)
select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as updated from put;

-- name: AddKnownProducts :execrows
-- @rows products: skus, tags
insert into products (sku, price, tags)
select unnest(@skus::sku[]), @price, unnest(@tags::jsonb[])
on conflict do nothing;

-- name: FindProducts :many
-- Two lists, one of them empty perhaps.
-- @rows wanted: sku
-- @rows rows: size, price
-- @orderby sku: sku
-- @orderby price: price, id
-- @optional note
select p.id
from products p
where (p.sku = any (@sku::text[])
  or exists (select from unnest(@size::size[], @price::numeric[]) as r (size, price) where r.size = p.size and p.price < r.price))
  and p.note = @note;
