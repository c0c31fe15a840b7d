-- name: FindOrders :many
-- Orders by any mix of filters.
-- @optional user_id, status
-- @orderby total: total, -total: total desc, note: note, noted: note desc nulls last, total
-- @orderby unplaced: placed nulls first, total desc, -placed: placed desc
-- @page 50 both ways
-- @count
select id, user_id, total, note
from orders
where user_id = @user_id and status = @status
order by id;

-- name: PageOfNotes :many
-- Keys that go different ways, and a column by its number.
-- @page 3 both ways
select note, id from orders where total > 5 or note is null order by 1 desc, id -- the oldest first
;

-- name: PageOfSpenders :many
-- @page 2 both ways
select user_id, sum(total) as spent, max(note) as last
from orders
group by user_id
having count(*) > 1
order by spent desc, last, user_id desc;

-- name: PageOfTotals :many
-- The page's own names stay free.
-- @page 2  both  ways
select distinct total as previous_cursor from orders where total > @next_cursor order by total;

-- name: PageOfLines :many
-- Pages of parents; their lists come in the query's order too.
-- @optional user_id
-- @orderby note: o.note desc, o.id
-- @orderby total: o.total, o.id desc
-- @group o: lines
-- @page 2 both ways
select sqlc.embed(o), l.number
from orders o left join lines l on l.order_id = o.id
where o.user_id = @user_id
order by l.number desc;
