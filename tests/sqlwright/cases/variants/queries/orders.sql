-- name: ListOrders :many
-- @orderby newest: created_at desc
-- @orderby -total: total desc, largest_note: note desc nulls last, created_at
select * from orders where user_id = @user_id order by id;

-- name: CheapestOrder :one
-- @optional status
-- @orderby total: total, oldest: created_at
select id, total from orders where status = @status limit 1;

-- name: AllNames :many
-- @orderby name: name, -name: name desc
select name from users union all select name from tags;

-- name: OldestPending :one
-- What locks rows has an order, too.
-- @orderby oldest: created_at, dearest: total desc
select id from orders where status = 'pending' limit 1 for update skip locked;
