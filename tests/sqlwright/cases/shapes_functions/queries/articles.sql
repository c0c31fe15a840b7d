-- name: ArticleJson :one
select article_json(id) from articles where id = @id;

-- name: ArticleSeen :one
select article_json(a.id, viewer => @viewer) as seen, author_json(a.author_id) as author from articles a where a.id = @id;

-- name: Authors :many
select a.id, user_json(u) as author from articles a join users u on u.id = a.author_id;

-- name: Documents :many
select json_agg(article_json(a.id) order by a.id) as articles from articles a;

-- name: Points :one
select point_json(1, 2) as certain, point_json(@x::int, y => sqlc.narg(y)) as perhaps;

-- name: Titles :many
select titles(@author);

-- name: TitlesInFrom :many
select t.title from titles(@author) as t(title);

-- name: Tagged :many
select * from tagged(@tag);

-- name: TwoFunctions :many
select p, t from rows from (point_json(1, 2), titles(@author)) as x(p, t);

-- name: Nothing :one
select from_text('{}') as of_text, in_plpgsql() as of_plpgsql, any_json(1) as polymorphic;

-- name: Tree :one
select tree(2);

-- name: Counted :one
select counted('x');

-- name: InUnion :many
select author_json(id) from users union all select jsonb_build_object('id', 1::bigint, 'name', 'x', 'bio', null::text);
