-- name: NoSuchColumn :many
-- @orderby name: name, emial: lower(emial)
select id from users;

-- name: SameName :many
-- @orderby name: name, name: name desc
select id from users;

-- name: Comment :many
-- @orderby name: name -- by name
select id from users;

-- name: Writes :many
-- @orderby name: name
delete from users returning id;

-- name: NotInTheList :many
-- @orderby bio: bio
select distinct name from users;

-- name: OpenQuote :many
-- @orderby name: 'name
select id from users;

-- name: Inserts :many
-- @orderby name: name
insert into users (email, name) values ('a', 'b') returning id;
