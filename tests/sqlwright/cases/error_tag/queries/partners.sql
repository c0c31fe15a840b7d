-- name: Renamed :many
select id, name as type from customers;

-- name: InDocument :many
select json_build_object('type', name) as named from customers;

-- name: InEmbed :many
select sqlc.embed(s.id, s.type) as kind from suppliers s;

-- name: InList :many
-- @group c: offers
select sqlc.embed(c), s.id, s.type from customers c join suppliers s on s.name = c.name;

-- name: BareList :many
-- @group c: types
select sqlc.embed(c), s.type from customers c join suppliers s on s.name = c.name;

-- name: Copied :copyfrom
insert into suppliers (name, type) values (@name, @type);

-- name: Labels :one
select @label::label as label, 1 as n;

-- name: Value :one
select type from suppliers where id = @id;
