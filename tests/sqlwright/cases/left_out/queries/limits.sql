-- name: Latest :many
-- Without a limit, all of them.
-- @optional kind, most
select id from posts where kind = @kind order by id desc limit @most;

-- name: Few :many
-- @optional n = 2
select id from posts order by id limit @n;

-- name: Slice :many
-- @optional kind = 'note', words = -1, skipped = 0, n
-- @optional title = 'it''s'
select id from posts
where kind = @kind or words > @words or title = @title
order by id limit @n offset @skipped;

-- name: Window :many
-- @optional page, shown = true, share = 0.5
select id from posts where @shown or id > @share::float8 order by id offset (@page - 1) * 2 fetch first 2 rows only;
