-- name: PlainAuthors :many
-- What is made of a missing book's columns is in no list.
-- @group a: books
select a.id, a.name, b.id as book, b.title, b.subtitle, cardinality(b.tags) as tagged
from authors a left join books b on b.author_id = a.id
order by a.id, b.id;

-- name: PlainLevels :many
-- @group a: books
-- @group b: copies
select upper(a.name) as shown, a.id, b.title, b.id as book, c.number, c.branch
from authors a left join books b on b.author_id = a.id left join copies c on c.book_id = b.id
order by a.id, b.id, c.number;

-- name: SomeColumns :many
-- @group author: books
select sqlc.embed(a.id, a.name) as author, sqlc.embed(b.id, b.title) as book
from authors a left join books b on b.author_id = a.id
order by a.id, b.id;

-- name: NoParent :many
-- @group a: books
select a.id, a.name, b.id as book from books b full join authors a on a.id = b.author_id order by b.id, a.id;

-- name: TwoLists :many
-- Each book is joined with each namesake, and is in its list once.
-- @group a: books, namesakes
select sqlc.embed(a), sqlc.embed(b) as books, sqlc.embed(o.id, o.born) as namesakes
from authors a
left join books b on b.author_id = a.id
left join authors o on o.name = a.name and o.id <> a.id
order by a.id, b.id, o.id;

-- name: ThreeLists :many
-- @group a: b, c, o
select a.id, b.id as book, b.title, c.book_id, c.number, o.id as other
from authors a
left join books b on b.author_id = a.id
left join copies c on c.number = a.id
join authors o on o.id >= a.id
order by a.id, b.id, c.book_id, o.id;

-- name: DeepLists :many
-- A copy belongs to one book, but an author may be the namesake of many.
-- @group a: books
-- @group b: c, o
select sqlc.embed(a), sqlc.embed(b), c.number, c.book_id, sqlc.embed(o)
from authors a
left join books b on b.author_id = a.id
left join copies c on c.book_id = b.id
left join authors o on o.name = b.title
order by a.id, b.id, c.number, o.id;

-- name: OneWithLists :one
-- @group a: books, namesakes
select sqlc.embed(a), sqlc.embed(b) as books, sqlc.embed(o) as namesakes
from authors a
left join books b on b.author_id = a.id
left join authors o on o.name = a.name and o.id <> a.id
where a.id = @id
order by b.id, o.id;
