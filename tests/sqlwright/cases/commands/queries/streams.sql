-- name: AllUsers :many
-- Everyone, in order.
-- @stream
select * from users order by id;

-- name: AllMoods :many
-- @stream
-- @nullable mood
select mood from users order by id;

-- name: VisitsFrom :many
-- @stream
select v.page, v.seconds, sqlc.embed(u)
from visits v
join users u on u.id = v.user_id
where u.id = @id and v.seconds > @prefetch
order by v.page;
