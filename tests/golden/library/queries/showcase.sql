-- The same structs in another module.

-- name: Newest :batchone
-- @row BookCard
select b.isbn, b.title,
  (select json_agg(json_build_object('name', a.name, 'born', a.born) order by x.position)
   from book_authors x join authors a on a.id = x.author_id where x.isbn = b.isbn) as authors
from books b
where b.language = @language
order by b.published desc nulls last, b.isbn
limit 1;

-- name: ShelvesOfAuthors :many
-- @group a: books
-- @row AuthorShelf
select sqlc.embed(a), b.isbn, b.title
from authors a
left join (book_authors x join books b on b.isbn = x.isbn) on x.author_id = a.id
order by a.id, b.isbn;

-- name: MemberWithName :one
-- @row MemberName
-- @batched
select id, name from members where id = @id;
