-- name: WriterById :one
-- @row Writer
select u.id, jsonb_agg(jsonb_build_object('id', a.id, 'title', a.title)) as articles
from users u join articles a on a.author_id = u.id
where u.id = @id
group by u.id;

-- name: WriterWithTags :one
-- @group u: tags
-- @row UserWithTags
select sqlc.embed(u), t.name as tag, a.title
from users u left join articles a on a.author_id = u.id left join tags t on t.article_id = a.id
where u.email = @email;
