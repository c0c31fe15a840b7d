-- name: OrdersOfUsers :many
-- Every user with all of their orders, in one query.
-- @json orders: shop_types.PlacedOrders
select u.id, u.email, coalesce(json_agg(o order by o.id) filter (where o.id is not null), '[]') as orders
from users u left join orders o on o.user_id = u.id
group by u.id
order by u.id;

-- name: ChangeTheme :one
-- @json settings: shop_types.Theme
update users set settings = settings || @settings where id = @id returning settings;

-- name: Changes :many
-- @json history: shop_types.Change
-- @stream
select history from users where history is not null order by id;

-- name: LastChange :one
-- @json last: shop_types.Change
-- @notnull last
select history[array_upper(history, 1)] as last from users where id = @id;
