-- name: PerhapsWriters :many
-- A struct of its own is the same where it may be missing.
select a.id, sqlc.embed(o.id, o.name) as byline
from authors a left join authors o on o.id = a.id + 1
order by a.id;

-- name: BookShorts :many
select b.title, sqlc.embed(b.id, b.note) as short from books b order by b.id;

-- name: SecondBooks :many
select b.note, sqlc.embed(b.id, b.title) as book from books b order by b.id;

-- name: NotedBackwards :many
select b.title, sqlc.embed(n.about) as remark
from books b join (select id, json_build_object('text', note) as about from books) n on n.id = b.id
order by b.id desc;

-- name: Cards :many
-- @row Card
select b.id, sqlc.embed(b.title, b.note) as shown, sqlc.embed(a.id, a.name) as byline
from books b join authors a on a.id = b.author_id
order by b.id;
