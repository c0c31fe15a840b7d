-- name: ListComments :many
-- The same struct in another file, so it is in models.py.
-- @json author: name Author
-- @row CommentCard
select c.id, c.body, json_build_object('id', u.id, 'name', u.name) as author
from comments c join users u on u.id = c.author_id
order by c.id;

-- name: CommentsOfArticle :many
-- @group a: comments
select sqlc.embed(a), sqlc.embed(c)
from articles a
join lateral (
  select c.id, c.body, json_build_object('id', u.id, 'name', u.name) as author
  from comments c join users u on u.id = c.author_id where c.article_id = a.id
) c on true
order by a.id, c.id;
