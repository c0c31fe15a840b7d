-- name: AuthorsWithBooks :many
-- Every author with all books, none of them too.
-- @group a: books
select sqlc.embed(a), sqlc.embed(b)
from authors a left join books b on b.author_id = a.id
order by a.id, b.title, b.id;

-- name: AuthorsByTitle :many
-- Parents come in the order of their first rows.
-- @group a
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id order by b.title, b.id;

-- name: AuthorWithBooks :one
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from authors a left join books b on b.author_id = a.id where a.id = @id
order by b.title, b.id;

-- name: FirstAuthor :one
-- @group a: titles
select sqlc.embed(a), b.title from authors a left join books b on b.author_id = a.id order by a.id, b.id;

-- name: Titles :many
-- The list is called like its only column, which an outer join's NULL is not in.
-- @group a
select sqlc.embed(a), b.title from authors a left join books b on b.author_id = a.id order by a.id, b.id;

-- name: Subtitles :many
-- Nothing tells a NULL from no book.
-- @group a
select sqlc.embed(a), b.subtitle from authors a left join books b on b.author_id = a.id order by a.id, b.id;

-- name: Library :many
-- @group a: books
-- @group b: copies
select upper(a.name) as shown, sqlc.embed(a), count(*) over (partition by a.id) as rows,
  sqlc.embed(b), cardinality(b.tags) as tagged, sqlc.embed(c)
from authors a left join books b on b.author_id = a.id left join copies c on c.book_id = b.id
order by a.id, b.id, c.number;

-- name: Everything :many
-- @group a: books
-- @group b: copies
-- @group c: loans
select sqlc.embed(a), sqlc.embed(b), sqlc.embed(c), l.day, l.note, coalesce(l.note, '') <> '' as noted
from authors a left join books b on b.author_id = a.id left join copies c on c.book_id = b.id
left join loans l on (l.copy_book, l.copy_number) = (c.book_id, c.number)
order by l.day, l.note, c.number, b.id, a.id;

-- name: Tree :one
-- @group a: books
-- @group b: copies
select sqlc.embed(a), sqlc.embed(b), c.number, c.branch as "Branch!"
from authors a join books b on b.author_id = a.id left join copies c on c.book_id = b.id
where a.id = @id and b.title <> @parent and b.title <> @found and b.id <> @object;

-- name: BooksOfAll :many
-- A book without an author is in the list of None.
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from books b full join authors a on a.id = b.author_id order by b.id, a.id;

-- name: Remarks :many
-- @group a
select sqlc.embed(a), sqlc.embed(r) from authors a left join remarks r on r.author_id = a.id order by a.id, r.body;

-- name: Related :many
-- @group a: related
select sqlc.embed(a), sqlc.embed(b), sqlc.embed(r)
from authors a left join books b on b.author_id = a.id left join remarks r on r.author_id = a.id
order by a.id, b.id, r.body;

-- name: Pairs :many
-- Two tables of which either may be missing.
-- @group a: pairs
select sqlc.embed(a), b.title, c.number, c.branch, r.body
from authors a
left join books b on b.author_id = a.id
left join copies c on c.number = a.id
left join remarks r on r.author_id = a.id
order by a.id, b.id, c.book_id, r.body;

-- name: Known :many
-- @group a: books
-- @notnull subtitle
-- @nullable title
select sqlc.embed(a), b.id, b.title, b.subtitle from authors a left join books b on b.author_id = a.id order by a.id;

-- name: Members :many
-- A key of text.
-- @group m: emails
select sqlc.embed(m), other.email from members m join members other using (tier) order by m.email, other.email;

-- name: Counted :many
-- @group a: books
select sqlc.embed(a), b.title, count(c.number) as copies, (select count(*) from loans where copy_book = b.id) as loans
from authors a left join books b on b.author_id = a.id left join copies c on c.book_id = b.id
group by a.id, b.id
order by a.id, b.id;

-- name: Namesakes :many
-- A book is in the lists of all authors that are called like it, and of one that is not there for its other copies.
-- @group a: books
-- @group b: copies
select sqlc.embed(a), sqlc.embed(b), c.number
from copies c join books b on b.id = c.book_id left join authors a on a.name = b.title and c.number < a.id
order by b.id, c.number, a.id;

-- name: FirstCopies :many
-- A book may be with its author and without.
-- @group a: books
-- @group b: copies
select sqlc.embed(a), sqlc.embed(b), c.number
from copies c join books b on b.id = c.book_id left join authors a on a.id = b.author_id and c.number = 1
order by b.id, c.number;

-- name: Readers :many
-- @group a: books
-- @group b: copies
select sqlc.embed(a), sqlc.embed(b), sqlc.embed(c)
from authors a join books b on b.title = a.name left join copies c on c.book_id = b.id
order by a.id, b.id, c.number;

-- name: Totals :many
-- The NULL of a total is no missing book.
-- @group a: totals
select sqlc.embed(a), b.title, count(*)
from authors a join books b on b.author_id = a.id
group by a.id, rollup (b.title)
order by a.id, b.title;

-- name: Changed :many
-- @group b: copies
update books b set title = upper(b.title) from copies c where c.book_id = b.id returning sqlc.embed(b), c.number;

-- name: Doubted :many
-- What may be NULL in rows is no None in a list.
-- @group a
-- @nullable id
select sqlc.embed(a), sqlc.embed(b) from authors a left join books b on b.author_id = a.id order by a.id, b.id;
