-- What is shown of members, books and authors, in structs that several queries share.

-- name: NamesOfMembers :many
-- @row MemberName
-- @stream
select id, name from members order by name;

-- name: BookCards :many
-- @row BookCard
-- @page 2
select b.isbn, b.title,
  (select json_agg(json_build_object('name', a.name, 'born', a.born) order by x.position)
   from book_authors x join authors a on a.id = x.author_id where x.isbn = b.isbn) as authors
from books b
order by b.isbn;

-- name: CardOfBook :one
-- @row BookCard
select b.isbn, b.title,
  (select json_agg(json_build_object('name', a.name, 'born', a.born) order by x.position)
   from book_authors x join authors a on a.id = x.author_id where x.isbn = b.isbn) as authors
from books b
where b.isbn = @isbn;

-- name: FirstAuthor :one
-- Its document is that of a book's card.
select x.isbn, json_build_object('name', a.name, 'born', a.born) as author
from book_authors x join authors a on a.id = x.author_id
where x.isbn = @isbn and x.position = 1;

-- name: ShelfOfAuthor :one
-- @group a: books
-- @row AuthorShelf
select sqlc.embed(a), b.isbn, b.title
from authors a
left join (book_authors x join books b on b.isbn = x.isbn) on x.author_id = a.id
where a.id = @id
order by b.isbn;

-- name: MemberAgain :one
-- The table's own struct, of columns that are not the table's.
-- @row Member
select m.* from (select id from members) i, lateral (
  select i.id, n.email, n.name, n.address, n.born, n.tier, n.settings, n.notes, n.active, n.joined_at, n.sorted_name
  from members n where n.id = i.id
) m
where m.id = @id;
