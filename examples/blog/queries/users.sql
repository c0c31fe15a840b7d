-- Users, and whom they follow.

-- name: GetUser :one
-- One user as others see them.
-- @row Profile
-- @batched name
select u.name, u.bio, exists (
         select from follows f where f.author_id = u.id and f.follower_id = @viewer
       ) as is_followed,
       (select count(*) from articles a where a.author_id = u.id and not a.is_draft) as articles
from users u
where u.name = @name;

-- name: GetMe :one
-- @row Account
select name, email, bio, created_at from users where id = @viewer;

-- name: ChangeMe :one
-- Changes what is given and leaves the rest.
-- @row Account
-- @optional email, bio
update users set email = @email, bio = @bio where id = @viewer returning name, email, bio, created_at;

-- name: Follow :execrows
insert into follows (follower_id, author_id) select @viewer, id from users where name = @name
on conflict (follower_id, author_id) do update set author_id = excluded.author_id;

-- name: Unfollow :execrows
delete from follows f using users u where u.id = f.author_id and u.name = @name and f.follower_id = @viewer;
