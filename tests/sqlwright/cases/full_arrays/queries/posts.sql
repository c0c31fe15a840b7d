-- name: GetPost :one
select * from posts where id = @id;

-- name: GetTagged :one
select * from tagged where id = @id;

-- name: AddPost :one
insert into posts values (@id, @title, @tags, @grid, @words, @loose, @stated, @sizes) returning *;

-- name: CopyPosts :copyfrom
insert into posts (id, title, tags, words, loose, stated, sizes) values ($1, $2, $3, $4, $5, $6, $7);

-- name: AddTag :one
-- The CHECK refuses a NULL tag.
update posts set tags = array_append(tags, @tag), loose = array_append(loose, @word) where id = @id returning tags, loose;

-- name: Asserted :many
-- @notnull loose[]
-- @notnull joined[]
select loose, loose || array['x'] as joined, array(select unnest(p.loose)) as others from posts p;

-- name: Denied :one
-- @nullable tags[]
select id, tags from posts where id = @id;

-- name: Tags :many
select unnest(tags) as tag, 'x' = any (tags) as has_x, tags || '{y}' as more from posts;

-- name: TagsAndPost :many
select sqlc.embed(posts), t.tags as of_view, w.words as of_left
from posts left join tagged t on t.id = posts.id + 1 left join posts w on w.id = posts.id + 1;

-- name: CollectedWords :one
-- A word that an outer join leaves out is NULL.
select array_agg(w.word) as words from posts p left join lateral (select unnest(p.words) as word) w on p.id > 1;
