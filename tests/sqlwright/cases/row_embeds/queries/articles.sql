-- name: GetCard :one
-- @row ArticleCard
select a.id, a.title, sqlc.embed(u.id, u.name) as author
from articles a join users u on u.id = a.author_id
where a.id = @id;

-- name: ListCards :many
-- @row ArticleCard
-- @page 2 as CardPage
select a.id, a.title, sqlc.embed(u.id, u.name) as author
from articles a join users u on u.id = a.author_id
order by a.id;

-- name: CardFromCte :one
-- The columns of a CTE are the same struct, if they are the same.
-- @row ArticleCard
with writer as (select id, name from users)
select a.id, a.title, sqlc.embed(w) as author
from articles a join writer w on w.id = a.author_id
where a.id = @id;

-- name: Counted :many
-- @row CountedUser
with counted as (select author_id, count(*) as articles, max(title) as last from articles group by author_id)
select u.id, u.name, sqlc.embed(c) as counted
from users u left join counted c on c.author_id = u.id
order by u.id;

-- name: Threads :many
-- @row Thread
-- @group a: comments
-- @page 1
select sqlc.embed(a.id, a.title) as a, sqlc.embed(c.id, c.body) as comment, sqlc.embed(u.id, u.name) as author
from articles a left join comments c on c.article_id = a.id left join users u on u.id = c.author_id
order by a.id, c.id;

-- name: Shelves :many
-- @row Shelf
-- @group u: articles
-- @page 1 both ways as ShelfPage
select u.id, u.name, a.id as article, a.title
from users u left join articles a on a.author_id = u.id
order by u.name, u.id, a.id;
