-- name: OfTwoTables :many
select sqlc.embed(u.id, p.title) as both from users u join posts p on p.author_id = u.id;

-- name: TwoTablesWithoutAName :many
select sqlc.embed(u.id, p.title) from users u join posts p on p.author_id = u.id;

-- name: NoTable :many
select sqlc.embed(id, name) from users;

-- name: Expression :many
select sqlc.embed(u.id, upper(u.name)) as author from users u;

-- name: Empty :many
select sqlc.embed() as author from users u;

-- name: OfUnion :many
select sqlc.embed(u.id, u.name) as author from users u union all select sqlc.embed(p.id, p.title) as author from posts p;

-- name: OfJoin :many
select sqlc.embed(j) from (users u join posts p on p.author_id = u.id) j(a, b, c, d);

-- name: Unknown :many
select 1 as one, sqlc.embed(u.id, u.nmae) as author from users u;

-- name: JsonInTable :many
-- @json author: builtins.dict
select sqlc.embed(u.id, u.name) as author, 1 as one from users u;
