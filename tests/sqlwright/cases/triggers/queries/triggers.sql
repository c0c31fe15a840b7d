-- name: CreateUser :one
insert into users (id, name, email, nick) values (@id, @name, @email, 'none') returning id, name, nick, updated_at;

-- name: RenameUser :execrows
update users set name = @name where id = @id;

-- name: SetTimes :exec
update users set updated_at = @updated_at where id = @id;

-- name: UpsertUser :one
insert into users (id, name, email) values (@id, @name, @email)
on conflict (id) do update set name = excluded.name, nick = excluded.name returning name, nick;

-- name: CreatePost :one
insert into posts (id, title, slug, status, changes) values (@id, @title, @slug, @status, 0)
returning slug, changes, search;

-- name: RetitlePost :many
update posts set title = @title where changes is not null returning title, changes;

-- name: SetStatus :many
update posts set status = @status where changes is not null returning status, changes;

-- name: CreateEvent :one
insert into events (id, kind) values (@id, @kind) returning id, kind;

-- name: CreateOdd :one
insert into odd (id, a, b) values (@id, @a, 'b') returning a, b;

-- name: CreateMeasure :one
insert into measures (id, region, value, note) values (@id, @region, @value, 'x') returning value, note;

-- name: MoveMeasure :many
update measures set region = @region, note = 'x' where value > @value returning value, note;
