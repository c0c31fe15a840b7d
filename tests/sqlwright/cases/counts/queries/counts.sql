-- name: FindOrders :many
-- Orders by any mix of filters.
-- @optional user_id, status
-- @orderby created_at: created_at, -total: total desc
-- @page 2
-- @count
select id, user_id, total
from orders
where user_id = @user_id and status = @status
order by id;

-- name: Slice :many
-- What only the limit uses is no parameter of the count.
-- @optional skipped = 0
-- @count
select id from orders where total >= @least order by created_at, id limit @most offset @skipped;

-- name: Words :many
-- @count
-- @stream
select name from users union select name from tags order by name;

-- name: Spenders :many
-- @count
with big as (select user_id from orders where total > @above)
select distinct on (name) id, name from users where id in (select user_id from big) order by name, id;

-- name: Everyone :many
-- @count
select * from users for share;
