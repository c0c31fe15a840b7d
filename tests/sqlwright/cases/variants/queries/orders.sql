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
