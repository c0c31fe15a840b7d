-- name: Streamed :many
-- @group a
-- @stream
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: Unknown :many
-- @group authors
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: WithoutKey :many
-- @group a: books
select a.name, b.title from authors a join books b on b.author_id = a.id;

-- name: OfAggregates :many
-- @group q: books
select q.name, q.books, b.title
from (select name, count(*) as books from authors group by name) q join books b on b.title = q.name;

-- name: ListWithoutKey :many
-- @group a: b, n
select sqlc.embed(a), sqlc.embed(b), sqlc.embed(n)
from authors a join books b on b.author_id = a.id join notes n on n.body = b.title;

-- name: UnknownList :many
-- @group a: b, copies
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: ListTwice :many
-- @group a: b, b
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: ListsInLists :many
-- @group a: b, o
-- @group b: others
select sqlc.embed(a), sqlc.embed(b), sqlc.embed(o)
from authors a join books b on b.author_id = a.id join authors o on o.id > a.id;

-- name: BadNames :many
-- @group a: b c
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: Alone :many
-- @group a
select sqlc.embed(a) from authors a;

-- name: AllGrouped :many
-- @group a
-- @group b
select 1 as one, sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: Backwards :many
-- @group b
-- @group a
select sqlc.embed(a), sqlc.embed(b), 1 as one from authors a join books b on b.author_id = a.id;

-- name: Twice :many
-- @group a
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: Unnamed :many
-- @group a
select sqlc.embed(a), b.id, b.title from authors a join books b on b.author_id = a.id;

-- name: NotExact :many
-- Infinity comes as the last timestamp that there is.
-- @group n
select sqlc.embed(n), b.title from notes n join books b on b.title = n.body;

-- name: NotANumber :many
-- @group w
select sqlc.embed(w), b.title from weights w, books b;

-- name: NoKey :many
-- Deferred, partial, or of an expression.
-- @group l
select sqlc.embed(l), b.title from later l join books b on b.title = l.code;

-- name: Children :many
-- @group e
select sqlc.embed(e), b.title from events e join books b on b.id = e.id;

-- name: OfView :many
-- @group s
select sqlc.embed(s), a.name from shelf s, authors a;

-- name: NoRows :exec
-- @group a
delete from authors;

-- name: NoName :many
-- @group
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: PageByChildren :many
-- @page 2
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id order by b.id, a.id;

-- name: PageWithoutKey :many
-- @page 2
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id order by a.name, b.id, a.id;

-- name: PageOfMissing :many
-- @page 2
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from books b left join authors a on a.id = b.author_id order by a.id, b.id;

-- name: PageOfSubquery :many
-- @page 2
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from (select * from authors) a join books b on b.author_id = a.id order by a.id, b.id;

-- name: PageByChance :many
-- @page 2
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id where random() < 0.5
order by a.id, b.id;
