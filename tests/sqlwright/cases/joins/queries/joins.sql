-- name: Inner :many
select a.name, b.title, b.author_id from authors a join books b on b.author_id = a.id;

-- name: Left :many
select a.name, b.title from authors a left join books b on b.author_id = a.id;

-- name: LeftReduced :many
-- The filter lets no author without a book through.
select a.name, b.title from authors a left join books b on b.author_id = a.id where b.price > 0;

-- name: Right :many
select a.name, b.title from authors a right join books b on b.author_id = a.id;

-- name: Full :many
select a.name, b.title from authors a full join books b on b.author_id = a.id;

-- name: Nested :many
-- The inner join inside is filled with NULLs as one.
select a.id, b.title, c.name
from authors a
left join (books b join authors c on c.id = b.author_id) on b.author_id = a.id;

-- name: Using :many
select id, authors.name, books.title from authors left join books using (id);

-- name: Subselect :many
select a.name, s.books from authors a left join (select author_id, count(*) as books from books group by author_id) s
  on s.author_id = a.id;

-- name: Filtered :many
select bio from authors where bio is not null;

-- name: Either :many
-- One side of the or proves nothing.
select name, bio from authors where bio is not null or name = 'x';
