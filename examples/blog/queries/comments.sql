-- What readers say.

-- fragment: comment(c, u)
c.id, c.body, c.created_at, sqlc.embed(u.name, u.bio) as author;

-- name: AddComment :one
-- Nothing, if the viewer may not see the article.
-- @row ShownComment
with c as (
  insert into comments (article_id, author_id, body)
  select a.id, @viewer, @body from articles a where a.slug = @slug and sqlc.fragment(readable, a, @viewer)
  returning *
)
select sqlc.fragment(comment, c, u) from c join users u on u.id = c.author_id;

-- name: ListComments :many
-- The comments on an article, oldest first.
-- @row ShownComment
-- @page 50 as CommentPage
select sqlc.fragment(comment, c, u)
from comments c join users u on u.id = c.author_id join articles a on a.id = c.article_id
where a.slug = @slug and sqlc.fragment(readable, a, @viewer)
order by c.id;

-- name: DeleteComment :execrows
-- By who wrote it, or by the author of the article.
delete from comments c using articles a
where c.id = @id and a.id = c.article_id and a.slug = @slug and @viewer in (c.author_id, a.author_id);

-- name: Inbox :many
-- The viewer's articles, newest first, each with all that others said about it.
-- @row Discussed
-- @group a: comments
-- @page 10
select a.slug, a.title, a.created_at, a.id, sqlc.fragment(favourites_of, a) as favourites,
       sqlc.embed(c.id, c.body, c.created_at) as said, sqlc.embed(u.name, u.bio) as author
from articles a left join (comments c join users u on u.id = c.author_id) on c.article_id = a.id and c.author_id <> @viewer
where a.author_id = @viewer
order by a.created_at desc, a.id desc, c.id;

-- name: CommentAdded :notify
-- There is a new comment, for the author of the article.
select pg_notify('comment_added', json_build_object('id', c.id, 'slug', a.slug, 'to', a.author_id)::text)
from comments c join articles a on a.id = c.article_id
where c.id = @id;
