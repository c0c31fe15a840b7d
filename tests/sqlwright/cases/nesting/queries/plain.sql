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

-- name: WholePairs :many
-- Both sides of the inner join are there, or neither is.
-- @group a: pairs
select sqlc.embed(a), sqlc.embed(c.branch, c.number) as copy, sqlc.embed(b), cardinality(b.tags) as tagged
from authors a left join (books b join copies c on c.book_id = b.id) on b.author_id = a.id
order by a.id, b.id, c.number;

-- name: HalfPairs :many
-- A copy comes with its book; a book may come alone.
-- @group a: pairs
select sqlc.embed(a), sqlc.embed(c.branch, c.number) as copy, sqlc.embed(b), cardinality(b.tags) as tagged
from authors a left join books b on b.author_id = a.id left join copies c on c.book_id = b.id
order by a.id, b.id, c.number;

-- name: LoosePairs :many
-- Either may come alone.
-- @group a: pairs
select sqlc.embed(a), sqlc.embed(b), sqlc.embed(o.born, o.id) as other
from authors a left join (
  books b full join authors o on o.name = b.title
) on b.author_id = a.id or o.id = a.id
order by a.id, b.id, o.id;

-- name: NotesFirst :many
-- The first column of an embed may be NULL though the embed is there.
-- @group a: notes
select sqlc.embed(a), sqlc.embed(n.note, n.id) as note
from authors a left join (
  select id, author_id, case when subtitle is not null then json_build_object('text', subtitle) end as note from books
) n on n.author_id = a.id
order by a.id, n.id;

-- name: CopiesWithAuthors :many
-- The list begins with the embed that it is called like: the author is the book's.
-- @group b: copies
select b.id, b.title, sqlc.embed(a.id, a.name) as author, sqlc.embed(c.number, c.branch) as copies
from books b left join authors a on a.id = b.author_id left join copies c on c.book_id = b.id
order by b.id, c.number;

-- name: BooksWithBranches :many
-- So it does with the columns of a table.
-- @group b: copies
-- @page 3
select b.id, b.title, sqlc.embed(a.id, a.name) as author, copies.number, copies.branch
from books b left join authors a on a.id = b.author_id left join copies on copies.book_id = b.id
order by b.id, copies.number;
