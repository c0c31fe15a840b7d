-- name: GetAuthor :one
select * from authors where id = @id;

-- name: AuthorsWithBooks :many
-- @group a: books
select sqlc.embed(a), sqlc.embed(b)
from authors a left join books b on b.author_id = a.id
order by a.name, a.id, b.title;

-- name: ListBooks :many
select sqlc.embed(b), sqlc.embed(a) as author
from books b join authors a on a.id = b.author_id
order by b.id;

-- name: FindBooks :many
-- @optional author, words, since
-- @orderby title: b.title, b.id
-- @orderby newest: b.published desc nulls last, b.id
select b.*
from books b join authors a on a.id = b.author_id
where a.name = @author
  and b.title ilike '%' || @words || '%'
  and b.published >= @since;

-- name: ChangeBook :one
-- @optional title, price, published
update books
set title = @title, price = @price, published = @published
where id = @id
returning *;

-- name: Rate :exec
insert into ratings (book_id, reader, stars) values (@book_id, @reader, @stars)
on conflict (book_id, reader) do update set stars = excluded.stars;

-- name: AddBooks :copyfrom
insert into books (author_id, title, price) values (@author_id, @title, @price);

-- name: AuthorTotals :many
select a.name, count(b.id) as books, sum(b.price) as worth
from authors a left join books b on b.author_id = a.id
group by a.id
order by a.name;

-- name: ForgetReader :exec
delete from ratings where reader = @reader;
