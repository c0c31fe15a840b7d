-- name: FindOrders :many
-- Orders by any mix of filters.
-- @optional user_id, status, tag
select id, total, note
from orders o
where user_id = @user_id
  and (status = @status and total > @above)
  and exists (select from tags t where t.order_id = o.id and t.name = @tag)
order by id;

-- name: CountOrders :one
-- @optional since, status
with recent as (
  select * from orders where created_at >= @since
)
select count(*), count(note) filter (where status = @status) as noted
from recent
where user_id = @user_id;

-- name: Spenders :many
-- @optional status, least, name
select u.id, u.name, sum(o.total) as spent
from users u left join orders o on o.user_id = u.id and o.status = @status
where u.name like @name
group by u.id
having sum(o.total) > @least;

-- A filter may prove that there is no NULL: without it there may be.
-- name: Notes :many
-- @optional like
select note from orders where note like @like;

-- name: Between :many
-- A condition goes when one of its parameters is left out.
-- @optional low, high
select id from orders where total between @low and @high;

-- name: PatchUser :one
-- @optional name, bio
update users set name = @name, bio = @bio where id = @id returning *;

-- name: RenameUsers :execrows
-- @optional old
update users set name = @new where id = any (@ids::bigint[]) and name = @old;

-- name: StreamOrders :many
-- @stream
-- @optional status
select id from orders where status = @status;
