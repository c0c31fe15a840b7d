-- name: GetUser :one
-- @batched
-- One user.
select * from users where id = @id;

-- name: EmailOf :one
-- @batched
select email from users where id = @id;

-- name: UserByEmail :one
-- @batched
select u.id, u.nickname, u.settings from users u where @email = u.email;

-- name: ByNickname :one
-- @batched
select nickname, handle from users where users.nickname = $1 and mood = 'happy' order by id;

-- name: ByHandle :one
-- @batched
-- @notnull nickname
select id, nickname from users where handle = sqlc.narg(handle);

-- name: Badge :one
-- @batched
select label from badges where mood = @mood;

-- name: PostWithAuthor :one
-- @batched
select sqlc.embed(p), sqlc.embed(u)
from posts p left join users u on u.id = p.author_id and u.mood is not null
where p.id = @id;

-- name: Counted :one
-- @batched
with happy as (select count(*) as users from users where mood = 'happy')
select u.email, h.users, (select max(at) from posts p where p.author_id = u.id) as latest
from users u cross join happy h
where u.id = @user_id;

-- name: Inverse :one
-- @batched
select name, 100 / value as share from limits where name = @name;
