-- name: GetArticle :one
-- @json author: name Author
select a.id, a.title, json_build_object('id', u.id, 'name', u.name) as author
from articles a join users u on u.id = a.author_id
where a.id = @id;

-- name: ListArticles :many
-- An element of a list has the name.
-- @page 20
-- @json articles: name Card
-- @json articles.writer: name Author
select u.id, json_agg(
  json_build_object('title', a.title, 'writer', json_build_object('id', u.id, 'name', u.name)) order by a.id
) as articles
from users u join articles a on a.author_id = u.id
group by u.id
order by u.id;

-- name: OneCard :one
-- What is in a card has the names of the card above.
-- @json card: name Card
select json_build_object('title', a.title, 'writer', json_build_object('id', u.id, 'name', u.name)) as card
from articles a join users u on u.id = a.author_id
where a.id = @id;

-- name: EqualAuthor :one
-- An equal document under the same alias, in the same file, is the same struct.
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: LastComment :one
-- @row CommentCard
select c.id, c.body, json_build_object('id', u.id, 'name', u.name) as author
from comments c join users u on u.id = c.author_id
where c.article_id = @article
order by c.id desc limit 1;

-- name: Pair :one
-- @json places: name Places
-- @json bios: name Bio
select json_build_array(u.id, u.name, u.bio, u.bio) as places,
  json_object_agg(u.name, json_build_object('bio', u.bio)) as bios
from users u where u.id = @id
group by u.id;

-- name: Shout :notify
-- @json payload: name Shouted
select pg_notify('shouts', json_build_object('said', @said::text)::text);
