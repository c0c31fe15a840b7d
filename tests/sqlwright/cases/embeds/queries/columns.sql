-- name: NamedBooks :many
-- The alias is the field's name.
select sqlc.embed(b), sqlc.embed(a) as writer from books b join authors a on a.id = b.author_id order by b.id;

-- name: AloneButNamed :many
select sqlc.embed(authors) person from authors order by id;

-- name: Bylines :many
-- Of the author only the id and the name.
select b.title, sqlc.embed(a.id, a.name) as byline
from books b join authors a on a.id = b.author_id order by b.id;

-- name: Shelf :many
-- The same columns under the same alias are the same struct.
select sqlc.embed(b), sqlc.embed(a.id, a.name) as byline
from books b join authors a on a.id = b.author_id order by b.id;

-- name: PerhapsBylines :many
-- Its mood is NULL, but it is there.
select a.id, sqlc.embed(b.id, b.title) as newest, sqlc.embed(other.mood, other.id) as other
from authors a
left join books b on b.author_id = a.id
left join authors other on other.id = a.id + 1
order by a.id, b.id;

-- name: Moods :many
-- An inner join leaves nothing out; an outer join cannot be told from a mood of NULL.
select sqlc.embed(a.mood) as inner_mood, sqlc.embed(o.mood) as outer_mood
from authors a left join authors o on o.id = a.id + 1 order by a.id;

-- name: Unnamed :many
-- Without an alias the field is called like the table, and the struct like the query and the table.
select b.id, sqlc.embed(a.name, a.mood) from books b left join authors a on a.id = b.author_id order by b.id;

-- name: Counts :many
select sqlc.embed(a), sqlc.embed(c) as counted
from authors a left join (
  select author_id, count(*) as books, max(title) as last from books group by author_id
) c on c.author_id = a.id
order by a.id;

-- name: CteCounts :many
with totals as (select author_id, count(*) as books, max(title) as last from books group by author_id)
select a.name, sqlc.embed(t), sqlc.embed(t.books, t.last) as short
from authors a left join totals t on t.author_id = a.id
order by a.id;

-- name: PassedOn :many
-- A subquery with all columns of a table is that table's struct.
select a.id, sqlc.embed(b) from authors a left join (select * from books where title <> '') b on b.author_id = a.id
order by a.id, b.id;

-- name: Joined :many
-- In a union, the embed is of a subquery.
select sqlc.embed(q) as found, 1 as one
from (select id, name as title from authors union all select id, title from books) q
order by q.id, q.title;

-- name: JustColumns :one
select sqlc.embed(id, title) as book from books where id = @id;

-- name: Flat :one
-- Without an alias a row that is nothing but the embed is the row.
select sqlc.embed(books.id, books.title) from books where id = @id;

-- name: Full :many
select sqlc.embed(a.id, a.name) as one, sqlc.embed(b.id, b.title) as other
from authors a full join books b on b.id = a.id + 1
order by a.id, b.id;

-- name: Renamed :one
update books b set title = @title from authors a where a.id = b.author_id and b.id = @id
returning sqlc.embed(b.id, b.title) as changed, sqlc.embed(a.name) as author;

-- name: Grouped :many
select sqlc.embed(a.id, a.name) as author, count(b.id) as books
from authors a left join books b on b.author_id = a.id
group by a.id order by a.id;

-- name: Doubted :many
-- @nullable title
-- @notnull mood
select a.id, sqlc.embed(b.id, b.title) as doubted, sqlc.embed(o.id, o.mood) as sure
from authors a left join books b on b.author_id = a.id left join authors o on o.id = a.id and o.mood is not null
order by a.id, b.id;

-- name: Filtered :many
-- The condition reduces the outer join.
select a.id, sqlc.embed(b.id, b.title) as there
from authors a left join books b on b.author_id = a.id where b.id > 0 order by a.id, b.id;

-- name: Card :one
-- @row BookCard
select b.id, sqlc.embed(a.id, a.name) as creator from books b join authors a on a.id = b.author_id where b.id = @id;

-- name: Cards :many
-- @row BookCard
select b.id, sqlc.embed(creator.id, creator.name)
from books b join authors creator on creator.id = b.author_id order by b.id;

-- name: Listed :many
-- The name of its rows is in another file too.
-- @row ListedAuthor
-- @group author: books
select sqlc.embed(a.id, a.name) as author, sqlc.embed(b.id, b.title) as book
from authors a left join books b on b.author_id = a.id
order by a.id, b.id;
