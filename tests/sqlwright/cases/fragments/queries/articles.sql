-- name: GetArticle :one
-- One article with its author.
select
  ar.id,
  sqlc.fragment(author_json, u) as author
from articles ar
sqlc.fragment(with_author, ar)
where ar.id = @id and sqlc.fragment(visible, ar, @viewer);

-- name: ListArticles :many
-- @optional title, viewer
-- @page 20
select sqlc.fragment(article_columns, ar), sqlc.fragment(author_json, u) as author, sqlc.embed(ar)
from sqlc.fragment(published)
where sqlc.fragment(visible, ar, @viewer)
  and ar.title = @title
order by sqlc.fragment(newest, ar);

-- name: RecentArticles :many
select * from sqlc.fragment(recent, @days::int) r;

-- name: RecentTitles :many
with r as (sqlc.fragment(recent, 7 + sqlc.arg(more)::int))
select r.title from r;

-- name: PlaceArticle :one
with a as (sqlc.fragment(placed))
select sqlc.fragment(article_columns, a) from a;

-- name: ListArticlesOf :many
-- What a sub-select gives is an argument too, and so is a list.
-- fragment: in prose, without parentheses, is nothing.
select sqlc.fragment(author_json, (select u from users u where u.id = ar.author_id)) as author
from articles ar
where ar.id in (sqlc.slice(ids)) and not sqlc.fragment(visible, ar, sqlc.narg(viewer));

-- name: FilteredArticles :many
-- Each conjunct of the fragment goes alone.
-- @optional title, author
select sqlc.fragment(with_name, ar, u)
from articles ar join users u on u.id = ar.author_id
where sqlc.fragment(filtered, ar) and ar.public;

-- name: GetTags :one
-- What sqlc reads too: a use like a function in a schema, and a fragment that is a statement of its own.
select ar.id, fragment.tags(ar, favourites) as fans, fragment.answer() as answer
from articles ar
where ar.id = @id and sqlc.fragment(visible, ar, fragment.answer());
