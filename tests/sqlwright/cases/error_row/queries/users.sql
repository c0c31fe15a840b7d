-- name: GetUser :one
-- @row Person
select id, email, name from users where id = @id;

-- name: WithoutName :many
-- @row Person
select id, email from users;

-- name: WithMore :many
-- @row Person
select id, email, name, mood from users;

-- name: InOtherOrder :many
-- @row Person
select email, id, name from users;

-- name: OfOtherType :many
-- @row Person
select id::text as id, email, name from users;

-- name: NeverNull :many
-- @row Person
select id, email, coalesce(name, email) as name from users;

-- name: NullFromOutside :many
-- @row Person
select u.id, u.email, u.name from articles a left join users u on u.id = a.author_id and u.name is null;

-- name: AsTable :one
-- @row User
select id, email, name from users where id = @id;

-- name: AsTableWithNull :many
-- @row User
select u.id, u.email, u.name, u.mood from articles a left join users u on u.id = a.author_id and u.name is null;

-- name: AsEnum :one
-- @row Mood
select id, email from users where id = @id;

-- name: AsClass :one
-- @row UsersQueries
select id, email from users where id = @id;

-- name: OwnRow :one
select id, email from users where id = @id;

-- name: AsOtherRow :one
-- @row OwnRowRow
select id, email from users where id = @id;

-- name: Twice :one
-- @row A
-- @row B
select id, email from users where id = @id;

-- name: Bare :one
-- @row A
select email from users where id = @id;

-- name: NoRows :exec
-- @row A
delete from users where id = @id;

-- name: NoName :one
-- @row
select id, email from users where id = @id;

-- name: NoClass :one
-- @row user
select id, email from users where id = @id;

-- name: TwoNames :one
-- @row User, Person
select id, email from users where id = @id;

-- name: Keyword :one
-- @row None
select id, email from users where id = @id;

-- name: AsConstraint :one
-- @row USERS_PKEY
select id, email from users where id = @id;
