-- name: PageOfUsers :many
-- @page 20
select * from users order by id;

-- name: PageOfOrders :many
-- @optional user_id, status
-- @orderby created_at: created_at, -created_at: created_at desc, note: note
-- @page 50
select id, user_id, status, total
from orders
where user_id = @user_id and status = @status
order by id;

-- name: PageOfNotes :many
-- @page 10
select note from orders where total > 10 or note is null order by note desc, total, id desc;

-- name: PageOfSpenders :many
-- @page 10
select u.id, u.name as who, sum(o.total) as spent
from users u left join orders o on o.user_id = u.id
group by u.id
order by spent desc nulls last, lower(u.name), u.id;

-- name: PageOfTags :many
-- @page 5
select distinct name as tag from tags order by tag;

-- name: PageOfRanks :many
-- What looks at other rows stands in a subquery.
-- @page 10
select q.* from (select id, rank() over (order by name) from users) q order by q.rank, q.id;

-- name: PageOfLatest :many
-- @page 10
select q.user_id, q.total
from (select distinct on (user_id) user_id, total from orders order by user_id, created_at desc) q
order by q.user_id desc;

-- name: PageOfWords :many
-- Without ALL a union gives each row once.
-- @page 10
select q.* from (select name as word from users union select name from tags) q order by q.word;

-- name: PageOfWaits :many
-- The texts of `wait` and of `note` are fetched beside the rows, under names of their own.
-- @page 10
select id, wait, note as key_1 from orders order by wait desc nulls last, id, note collate "C";
