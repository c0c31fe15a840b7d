-- name: First :one
-- @json author: name Author
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: OtherType :one
-- @json writer: name Author
select json_build_object('id', u.id, 'name', u.id) as writer from users u where u.id = @id;

-- name: MayBeNull :one
-- @json author: name Author
select json_build_object('id', u.id, 'name', u.bio) as author from users u where u.id = @id;

-- name: NoKey :one
-- @json author: name Author
select json_build_object('id', u.id) as author from users u where u.id = @id;

-- name: AsTable :one
-- @json author: name User
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: AsRow :one
-- @json author: name AsRowRow
select u.id, json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: NamedRows :many
-- @row Person
select id, name from users;

-- name: AsNamedRow :one
-- @json author: name Person
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: NoDocument :one
-- @json name: name Name
select name from users where id = @id;

-- name: Stored :one
-- @json meta: name Meta
select meta from articles where id = @id;

-- name: Numbers :one
-- @json numbers: name Numbers
select json_agg(id) as numbers from users;

-- name: WholeRows :one
-- @json users: name Person2
select json_agg(u) as users from users u;

-- name: OfView :one
-- @json byline: name Byline
select byline from bylines where id = @id;

-- name: NoSuchKey :one
-- @json author.mail: name Mail
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: NoSuchColumn :one
-- @json auhtor: name Author
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: OfParameter :one
-- @json doc: name Doc
select @doc::jsonb is null as missing;

-- name: Twice :one
-- @json author: name Author
-- @json author: name Writer
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: WithType :one
-- @json author: builtins.dict
-- @json author: name Author
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: InTyped :one
-- @json article.author: name Author
-- @json article: builtins.dict
select json_build_object('author', json_build_object('id', u.id, 'name', u.name)) as article from users u where u.id = @id;

-- name: NoName :one
-- @json author: name
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: SmallName :one
-- @json author: name author
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: Keyword :one
-- @json author: name None
select json_build_object('id', u.id, 'name', u.name) as author from users u where u.id = @id;

-- name: Card :one
-- @json card: name Card
-- @json card.author: name Author
select json_build_object('author', json_build_object('id', u.id, 'name', u.name)) as card from users u where u.id = @id;

-- name: OtherInside :one
-- @json card: name Card
-- @json card.author: name Writer
select json_build_object('author', json_build_object('id', u.id, 'name', u.name)) as card from users u where u.id = @id;

-- name: Rows :many
-- @row Shared
-- @json author: name Author
select u.id, json_build_object('id', u.id, 'name', u.name) as author from users u;

-- name: OtherInRow :many
-- @row Shared
-- @json author: name Writer
select u.id, json_build_object('id', u.id, 'name', u.name) as author from users u where u.id > @id;
