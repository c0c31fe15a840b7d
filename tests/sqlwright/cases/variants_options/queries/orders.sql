-- name: FindOrders :many
-- @optional user_id, created_since
-- @orderby newest: created_at desc, oldest: created_at
-- @page 20
select id, total from orders where user_id = @user_id and created_at >= @created_since and status = @status order by id;

-- name: PatchOrder :one
-- @optional note, total
update orders set note = @note, total = @total where id = @id returning *;

-- name: OrdersOf :many
-- @optional user_id
-- @orderby total: total
select * from orders where user_id = @user_id;
