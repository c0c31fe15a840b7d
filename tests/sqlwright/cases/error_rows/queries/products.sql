-- name: NoName :exec
-- @rows
insert into products (sku, price) select unnest(@sku::text[]), 1;

-- name: NoFields :exec
-- @rows items:
insert into products (sku, price) select unnest(@sku::text[]), 1;

-- name: NoColon :exec
-- @rows sku, price
insert into products (sku, price) select unnest(@sku::text[]), 1;

-- name: NoParameter :exec
-- @rows items: sku, prize
insert into products (sku, price) select unnest(@sku::text[]), unnest(@price::numeric[]);

-- name: NoParameters :exec
-- @rows items: sku
delete from products;

-- name: NoArray :exec
-- @rows items: sku, price
insert into products (sku, price) select unnest(@sku::text[]), @price;

-- name: Twice :exec
-- @rows items: sku, sku
insert into products (sku, price) select unnest(@sku::text[]), 1;

-- name: InTwoLists :exec
-- @rows items: sku, price
-- @rows others: price
insert into products (sku, price) select unnest(@sku::text[]), unnest(@price::numeric[]);

-- name: TwoLists :exec
-- @rows items: sku
-- @rows items: price
insert into products (sku, price) select unnest(@sku::text[]), unnest(@price::numeric[]);

-- name: Taken :exec
-- @rows note: sku
insert into products (sku, price, note) select unnest(@sku::text[]), 1, @note;

-- name: LeftOut :many
-- @rows items: sku
-- @optional sku
select * from products where sku = any (@sku::text[]);

-- name: OfBatch :batchexec
-- @rows items: sku
insert into products (sku, price) select unnest(@sku::text[]), 1;

-- name: OfLookup :one
-- @rows items: id
-- @batched
select * from products where id = any (@id::bigint[]);

-- name: MeantRow :many
-- @rows Product
select * from products;
