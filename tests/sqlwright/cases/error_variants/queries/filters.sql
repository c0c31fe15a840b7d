-- name: NoSuchParameter :many
-- @optional nam
select id from users where name = @name;

-- name: Twice :many
-- @optional name, name
select id from users where name = @name;

-- name: NotInACondition :many
-- @optional name, more
select id, @more::int from users where name = @name;

-- name: Inserted :one
-- @optional bio
insert into users (email, name, bio) values (@email, @name, @bio) returning id;

-- name: ChoosesAnIndex :exec
-- @optional name
insert into users (email, name) values ('a', 'b') on conflict (email) where name = @name do nothing;

-- name: Matches :exec
-- @optional name
merge into users u using tags t on u.name = @name when matched then delete;

-- name: DeletesAll :exec
-- @optional id
delete from users where (id = @id);

-- name: AssignsNothing :exec
-- @optional name
insert into users (email, name) values ('a', 'b') on conflict (email) do update set name = @name;

-- name: TooMany :many
-- @optional a, b, c, d, e
-- @orderby id: id, name: name, bio: bio
select id from users where id = @a and id = @b and id = @c and id = @d and id = @e;

-- name: HasNoType :many
-- @optional name
select id from users where (name = @name and @other = @name) and @other is not null;

-- name: IsNotGrouped :many
-- @optional id
select name from users where id = @id group by email;
