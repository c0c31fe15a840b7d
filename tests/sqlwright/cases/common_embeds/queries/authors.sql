-- name: Writers :many
-- The embed is the same in both files, so models.py has its struct.
select b.title, sqlc.embed(a.id, a.name) as byline
from books b join authors a on a.id = b.author_id
order by b.id;

-- name: Shorts :many
-- Called like an embed of other columns in the other file: each file has its own.
select a.name, sqlc.embed(a.id, a.bio) as short from authors a order by a.id;

-- name: Firsts :many
-- Called like a table's struct, which has other columns.
select a.name, sqlc.embed(b.id, b.title) as book
from authors a left join books b on b.author_id = a.id
order by a.id, b.id;

-- name: Noted :many
-- Documents have their structs in the files' own modules.
select b.title, sqlc.embed(n.about) as remark
from books b join (select id, json_build_object('text', note) as about from books) n on n.id = b.id
order by b.id;

-- name: Card :one
-- Both the rows and what is in them are in both files.
-- @row Card
select b.id, sqlc.embed(b.title, b.note) as shown, sqlc.embed(a.id, a.name) as byline
from books b join authors a on a.id = b.author_id
where b.id = @id;
