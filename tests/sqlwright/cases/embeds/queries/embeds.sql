-- name: BooksWithAuthors :many
select sqlc.embed(b), sqlc.embed(a) from books b join authors a on a.id = b.author_id;

-- name: AuthorsWithBooks :many
-- An author without a book has None for it.
select sqlc.embed(a), sqlc.embed(b), count(*) over () as total
from authors a left join books b on b.author_id = a.id;

-- name: Pairs :many
select one.title || other.title as titles, sqlc.embed(one), sqlc.embed(other)
from books one left join books other on other.id > one.id;

-- name: Alone :one
select sqlc.embed(books) from books where id = @id;

-- name: Changed :one
update books set title = @title where id = @id returning sqlc.embed(books), 1 as one;

-- name: WithoutKey :many
-- Nothing but NULLs is nothing.
select b.id, sqlc.embed(notes) from books b left join notes on notes.body = b.title;

-- name: ListedBackwards :many
-- @row ListedAuthor
-- @group author: books
select sqlc.embed(a.id, a.name) as author, sqlc.embed(b.id, b.title) as book
from authors a left join books b on b.author_id = a.id
order by a.id desc, b.id desc;
