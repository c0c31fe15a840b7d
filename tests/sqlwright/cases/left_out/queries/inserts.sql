-- name: AddPost :one
-- What is left out has the column's default.
-- @optional slug, kind, body
insert into posts (title, slug, kind, body) values (@title, lower(@slug), @kind, @body) returning *;

-- name: AddPair :many
-- @optional slug, body
insert into posts (title, slug, body) values (@first, @slug, @body), (@second, 'second', @body)
returning title, slug, body;

-- name: SavePost :one
-- Without a body, a post that is there keeps its own.
-- @optional body
insert into posts (id, title, body) overriding system value values (@id, @title, @body)
on conflict (id) do update set title = @title, body = @body
returning *;

-- name: CopyPost :many
-- @optional title, note
with copied as (
  insert into copies (post_id, title, note)
  select id, @title, @note from posts where id = @id
  returning *
)
select title, note from copied;

-- name: MergePost :exec
-- @optional body
merge into posts p using (select @title as title) q on p.title = q.title
when matched then update set body = @body, created_at = now()
when not matched then insert (title, body) values (q.title, @body);
