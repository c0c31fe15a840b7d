-- Articles with their tags, and who likes them.

-- name: CreateArticle :one
-- A new article with its tags; the slug must be free.
-- @optional body, is_draft
-- @row FullArticle
with a as (
  insert into articles (author_id, slug, title, body, is_draft)
  values (@viewer, @slug, @title, @body, @is_draft)
  returning *
), tagged as (
  insert into tags (article_id, name) select a.id, t.name from a, unnest(@tags::text[]) as t (name)
  on conflict do nothing
  returning name
)
select a.id, a.slug, a.title, a.is_draft, a.version, a.created_at, a.updated_at,
       sqlc.embed(u.name, u.bio) as author,
       array(select name from tagged order by name) as tags,
       0::bigint as favourites,
       false as is_favourite,
       a.body
from a join users u on u.id = a.author_id;

-- name: GetArticle :one
-- One article as the viewer may see it.
-- @row FullArticle
-- @batched slug
select sqlc.fragment(shown, a, u, @viewer), a.body
from articles a join users u on u.id = a.author_id
where a.slug = @slug and sqlc.fragment(readable, a, @viewer);

-- name: ListArticles :many
-- Articles that the viewer may see, by any mix of filters.
-- @row ListedArticle
-- @optional author, tag, favourite_of, words
-- @orderby -created_at: a.created_at desc, a.id desc
-- @orderby -favourites: favourites desc, a.id desc
-- @page 20 as ArticlePage
-- @count
select sqlc.fragment(shown, a, u, @viewer)
from articles a join users u on u.id = a.author_id
where sqlc.fragment(readable, a, @viewer)
  and u.name = @author
  and exists (select from tags t where t.article_id = a.id and t.name = @tag)
  and exists (
    select from favourites f join users w on w.id = f.user_id where f.article_id = a.id and w.name = @favourite_of
  )
  and to_tsvector('simple', a.title || ' ' || a.body) @@ websearch_to_tsquery('simple', @words);

-- name: Feed :many
-- The newest articles of those whom the viewer follows.
-- @row ListedArticle
-- @page 20
with followed as (
  select u.id, u.name, u.bio from follows f join users u on u.id = f.author_id where f.follower_id = @viewer
)
select sqlc.fragment(shown, a, followed, @viewer)
from articles a join followed on followed.id = a.author_id
where sqlc.fragment(readable, a, @viewer)
order by a.created_at desc, a.id desc;

-- name: ChangeArticle :one
-- Changes what is given and leaves the rest; with `expected`, only if the version is among them.
-- @optional slug, title, body, is_draft
-- @row FullArticle
with a as (
  update articles
  set slug = @slug, title = @title, body = @body, is_draft = @is_draft, version = version + 1, updated_at = now()
  where articles.slug = @article and author_id = @viewer
    and (sqlc.narg(expected)::bigint[] is null or version = any (sqlc.narg(expected)::bigint[]))
  returning *
)
select sqlc.fragment(shown, a, u, @viewer), a.body
from a join users u on u.id = a.author_id;

-- name: GetVersion :one
-- Why the viewer's article was not changed.
select version from articles where slug = @slug and author_id = @viewer;

-- name: DeleteArticle :execrows
delete from articles where slug = @slug and author_id = @viewer;

-- name: PutArticles :many
-- Adds the author's articles, or changes those that are there; of each, whether it is new.
-- @rows articles: slug, title, body
insert into articles (author_id, slug, title, body)
select @viewer, n.slug, n.title, n.body
from unnest(@slug::text[], @title::text[], @body::text[]) with ordinality as n (slug, title, body, place)
order by n.place
on conflict (slug) do update
set title = excluded.title, body = excluded.body, version = articles.version + 1, updated_at = now()
where articles.author_id = excluded.author_id
returning slug, version, xmax = 0 as is_new;

-- name: AddFavourite :execrows
insert into favourites (article_id, user_id)
select a.id, @viewer from articles a where a.slug = @slug and sqlc.fragment(readable, a, @viewer)
on conflict (article_id, user_id) do update set user_id = excluded.user_id;

-- name: RemoveFavourite :execrows
delete from favourites f using articles a where a.id = f.article_id and a.slug = @slug and f.user_id = @viewer;

-- name: Tags :many
-- The tags that most articles have.
-- @optional n = 20
select t.name, count(*) as articles
from tags t join articles a on a.id = t.article_id
where not a.is_draft
group by t.name
order by articles desc, t.name
limit @n;

-- name: Revisions :many
-- What the viewer's article was called, newest change first.
select r.version, r.title, r.changed_at, u.name as editor
from revisions r join users u on u.id = r.editor_id join articles a on a.id = r.article_id
where a.slug = @slug and a.author_id = @viewer
order by r.version desc;
