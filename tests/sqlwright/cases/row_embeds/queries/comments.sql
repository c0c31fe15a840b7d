-- name: CountedById :one
-- @row CountedUser
with c as (select author_id, count(*) as articles, max(title) as last from articles group by author_id)
select u.id, u.name, sqlc.embed(c) as counted
from users u left join c on c.author_id = u.id
where u.id = @id;

-- name: GetThread :one
-- @row Thread
-- @group a: comments
select sqlc.embed(a.id, a.title) as a, sqlc.embed(c.id, c.body) as comment, sqlc.embed(u.id, u.name) as author
from articles a left join comments c on c.article_id = a.id left join users u on u.id = c.author_id
where a.id = @id
order by c.id;

-- name: GetShelf :one
-- @row Shelf
-- @group u: articles
select u.id, u.name, a.id as article, a.title
from users u left join articles a on a.author_id = u.id
where u.id = @id
order by a.id;
