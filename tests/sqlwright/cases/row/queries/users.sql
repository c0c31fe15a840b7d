-- name: GetUser :one
-- @row UserCard
select id, email, name, bio from users where id = @id;

-- name: CreateUser :one
-- @row UserCard
insert into users (email, name, bio, password_hash)
values (@email, @name, @bio, @hash)
returning id, email, name, bio;

-- name: StreamUsers :many
-- @row UserCard
-- @stream
select id, email, name, bio from users order by id;

-- name: RenameUsers :batchone
-- @row UserCard
update users set name = @name where id = @id
returning id, email, name, bio;

-- name: UsersNamed :batchmany
-- @row UserCard
select id, email, name, bio from users where name = @name order by id;

-- name: LookUpUser :one
-- @row UserCard
-- @batched
select id, email, name, bio from users where id = @id;

-- name: WholeUser :one
-- The table's struct, though the columns come through a subquery.
-- @row User
select q.* from (select *, 1 as one from users) u, lateral (select u.id, u.email, u.name, u.bio, u.password_hash) q
where u.id = @id;

-- name: SecretUser :one
-- A table's struct under another name.
-- @row Account
select * from users where id = @id;

-- name: Described :one
-- @row Described
-- @notnull bio
select name, bio from profiles where id = @id and bio is not null;

-- name: AlsoDescribed :one
-- @row Described
-- @nullable name
-- @notnull name
select name, coalesce(bio, '') as bio from users where id = @id;

-- name: TagsOfUser :many
-- @group u: tags
-- @row UserWithTags
select sqlc.embed(u), t.name as tag, a.title
from users u left join articles a on a.author_id = u.id left join tags t on t.article_id = a.id
where u.id = @id;

-- name: Writers :many
-- @row Writer
select u.id, jsonb_agg(jsonb_build_object('id', a.id, 'title', a.title)) as articles
from users u join articles a on a.author_id = u.id
group by u.id;
