-- name: Streamed :many
-- @group a
-- @stream
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: Unknown :many
-- @group authors
select sqlc.embed(a), sqlc.embed(b) from authors a join books b on b.author_id = a.id;

-- name: WithoutEmbeds :many
-- @group a
select a.id, b.title from authors a join books b on b.author_id = a.id;

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
