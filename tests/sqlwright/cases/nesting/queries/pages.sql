-- name: AuthorPages :many
-- The limit counts authors.
-- @page 2
-- @group a: books
select sqlc.embed(a), sqlc.embed(b)
from authors a left join books b on b.author_id = a.id
order by a.name, a.id, b.id;

-- name: TitledPages :many
-- @page 2
-- @group a: books
-- @optional title
-- @orderby name: upper(a.name), a.id
-- @orderby born: a.born desc nulls last, a.id desc
select a.id, upper(a.name) as shown, b.id as book, b.title
from authors a join books b on b.author_id = a.id
where b.title = @title and (b.subtitle is null or b.id > 0)
order by b.id;

-- name: CountedPages :many
-- @page 1
-- @group a: books
select sqlc.embed(a), b.title, count(c.number) as copies
from authors a join books b on b.author_id = a.id left join copies c on c.book_id = b.id
where a.id < 100 or b.id < 0
group by a.id, b.id
having count(*) < 3
order by a.id desc, b.id;

-- name: CopyPages :many
-- The lists of a page are whole.
-- @page 2
-- @group c: days, branches
select sqlc.embed(c), sqlc.embed(b.id, b.title) as days, sqlc.embed(o.number, o.book_id, o.branch) as branches
from copies c join books b on b.id = c.book_id join copies o on o.book_id = c.book_id
order by c.book_id desc, c.number, o.number;
