-- name: Removed :exec
-- @encoded
delete from hosts;

-- name: Twice :one
-- @encoded
-- @encoded
select 1;

-- name: Named :one
-- @encoded hosts
select 1;

-- name: Shown :one
-- @encoded
show all;

-- name: Added :one
-- @encoded
insert into hosts (id, address) values (@id, @address) returning id;

-- name: AddedFirst :many
-- @encoded
with added as (insert into hosts (id, address) values (@id, @address) returning id) select id from added;

-- name: Looked :one
-- @encoded
-- @batched
select bits from hosts where id = @id;

-- name: Grouped :many
-- @encoded
-- @group h: others
select h.id, o.id as other, o.address from hosts h join hosts o on o.id <> h.id;

-- name: Address :one
-- @encoded
select id, address from hosts where id = @id;

-- name: Period :many
-- @encoded
select period from hosts;

-- name: Several :many
-- @encoded
select array_agg(address) as addresses from hosts;

-- name: Inside :many
-- @encoded
select place from hosts;

-- name: Embedded :many
-- @encoded
select sqlc.embed(h) from hosts h;

-- name: Rows :many
-- @encoded
select row(id, address) as both from hosts;

-- name: Positions :many
-- @encoded
select position from hosts;

-- name: Searched :many
-- @encoded
select tags from hosts;

-- name: Vectors :many
-- @encoded
select indkey, indclass from pg_index;

-- name: Ranks :many
-- A cast to json says how PostgreSQL writes the type.
-- @encoded
select ranks from hosts;

-- name: Ranked :many
-- @encoded
select ranked from hosts;

-- name: Built :many
-- @encoded
select json_agg(json_build_object('id', h.id, 'price', 1.5, 'host', h.made)) as hosts from hosts h;

-- name: Typed :many
-- @encoded
-- @json made: builtins.dict
select made from hosts;

-- name: Listed :many
-- @encoded
select id from hosts;

-- name: ListedEncoded :many
select id from hosts;

-- name: Nothing :many
-- @encoded
select from hosts;
