-- name: GetArticle :one
-- @row ArticleCard
select a.id, json_build_object('name', u.name, 'email', u.email) as author, jsonb_build_array(a.id, a.title) as pair
from articles a join users u on u.id = a.author_id where a.id = @id;

-- name: InsideNull :one
-- @row ArticleCard
select a.id, json_build_object('name', u.name, 'email', nullif(u.email, '')) as author,
  jsonb_build_array(a.id, a.title) as pair
from articles a join users u on u.id = a.author_id where a.id = @id;

-- name: InsideOtherKey :one
-- @row ArticleCard
select a.id, json_build_object('name', u.name, 'mail', u.email) as author, jsonb_build_array(a.id, a.title) as pair
from articles a join users u on u.id = a.author_id where a.id = @id;

-- name: InsideOtherType :one
-- @row ArticleCard
select a.id, json_build_object('name', u.name, 'email', u.email) as author, jsonb_build_array(a.title, a.title) as pair
from articles a join users u on u.id = a.author_id where a.id = @id;

-- name: DocumentOfView :one
-- @row Titles
select id, titles from writers where id = @id;

-- name: OwnDocument :one
-- @row Titles
select u.id, json_agg(a.title) as titles
from users u join articles a on a.author_id = u.id
group by u.id;

-- name: Authors :many
-- @group u: articles
-- @row Author
select sqlc.embed(u), a.id, a.title from users u join articles a on a.author_id = u.id;

-- name: AuthorsWithIds :many
-- @group u: articles
-- @row Author
select sqlc.embed(u), a.id from users u join articles a on a.author_id = u.id;

-- name: AuthorsOrNone :many
-- @row Kin
select sqlc.embed(u), a.id from users u join articles a on a.author_id = u.id;

-- name: AuthorsLeft :many
-- @row Kin
select sqlc.embed(u), a.id from articles a left join users u on a.author_id = u.id and u.name is null;
