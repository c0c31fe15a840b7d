-- name: PartOfUser :many
-- @row WithPart
select a.id, sqlc.embed(u.id, u.name) as author from articles a join users u on u.id = a.author_id;

-- name: OtherPart :many
-- @row WithPart
select a.id, sqlc.embed(u.id, u.email) as author from articles a join users u on u.id = a.author_id;

-- name: WholeUser :many
-- @row WithPart
select a.id, sqlc.embed(u) as author from articles a join users u on u.id = a.author_id;

-- name: MissingPart :many
-- @row WithPart
select a.id, sqlc.embed(u.id, u.name) as author
from articles a left join users u on u.id = a.author_id and u.name <> '';
