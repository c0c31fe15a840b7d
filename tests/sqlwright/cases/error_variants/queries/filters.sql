-- name: NoSuchParameter :many
-- @optional nam
select id from users where name = @name;

-- name: Twice :many
-- @optional name, name
select id from users where name = @name;

-- name: NotInACondition :many
-- @optional name, more
select id, @more::int from users where name = @name;

-- name: HasNoDefault :one
-- @optional bio, email
insert into users (email, name, bio) values (@email, @name, @bio) returning id;

-- name: HasNoDefaultInOneRow :exec
-- @optional more
insert into users (email, name) values ('a', 'b'), ('c', @more);

-- name: LeavesNoColumn :exec
-- @optional bio
insert into users (bio) select @bio;

-- name: NamesNoColumns :exec
-- @optional name
insert into tags select id, @name from orders;

-- name: Distinct :exec
-- @optional bio
insert into users (email, name, bio) select distinct name, email, coalesce(bio, @bio) from users;

-- name: Unites :exec
-- @optional bio
insert into users (email, name, bio) select 'a', 'b', @bio union select 'c', 'd', 'e';

-- name: OrderedByNumber :exec
-- @optional bio
insert into users (email, name, bio) select name, email, @bio from users order by lower(name), 2 limit 3;

-- name: SelectsInParentheses :exec
-- @optional bio
insert into users (email, name, bio) (select name, email, @bio from users);

-- name: ReturnsIt :one
-- @optional bio
insert into users (email, name, bio) values ('a', 'b', @bio) returning id, @bio::text as bio;

-- name: NotAnInteger :many
-- @optional n = 'many'
select id from users limit @n;

-- name: TooLarge :many
-- @optional n = 99999999999999999999
select id from users limit @n;

-- name: NoSuchLabel :many
-- @optional status = 'lost'
select id from orders where status = @status;

-- name: NotATruthValue :many
-- @optional all = yes
select id from users where @all or id = 1;

-- name: NotAText :many
-- @optional name = 3
select id from users where name = @name;

-- name: NoDefaultOfItsType :many
-- @optional since = '2026-01-01'
select id from orders where created_at > @since;

-- name: NoValue :many
-- @optional n =
select id from users limit @n;

-- name: BothWays :many
-- @optional n, n = 3
select id from users limit @n;

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
