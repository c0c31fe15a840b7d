-- name: GetArticle :one
-- @row ArticleCard
select a.id, a.title, json_build_object('name', u.name, 'bio', u.bio) as author
from articles a join users u on u.id = a.author_id
where a.slug = @slug;

-- name: ListArticles :many
-- @row ArticleCard
-- @page 20
select a.id, a.title, json_build_object('name', u.name, 'bio', u.bio) as author
from articles a join users u on u.id = a.author_id
order by a.id desc;

-- name: AuthorOf :one
-- Nobody names its document, so it is that of ArticleCard.
select a.id, json_build_object('name', u.name, 'bio', u.bio) as author
from articles a join users u on u.id = a.author_id
where a.id = @id;

-- name: WriterOf :one
-- @row UserCard
-- The same user as in users.sql.
select u.id, u.email, u.name, u.bio
from articles a join users u on u.id = a.author_id
where a.id = @id;

-- name: ArticlesWithTags :many
-- @group a: tags
-- @row TaggedArticle
select sqlc.embed(a), t.name, t.article_id
from articles a join tags t on t.article_id = a.id;

-- name: TaggedBySlug :one
-- @group a: tags
-- @row TaggedArticle
select sqlc.embed(a), t.name, t.article_id
from articles a join tags t on t.article_id = a.id
where a.slug = @slug;

-- name: ParentOf :one
-- @row Kinship
select sqlc.embed(a), sqlc.embed(p)
from articles a left join articles p on p.id = a.parent_id
where a.id = @id;
