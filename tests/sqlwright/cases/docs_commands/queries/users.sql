-- name: GetUser :one
select * from users where id = @id;

-- name: AddUser :one
insert into users (email, name) values (@email, @name) returning *;

-- name: ListUsers :many
-- @stream
select * from users where name >= @name order by id;

-- name: RenameUser :exec
update users set name = @name where id = @id;

-- name: RemoveUser :execrows
delete from users where id = @id;

-- name: ArchiveUsers :execresult
create table archived as select * from users;

-- name: AddUsers :batchone
insert into users (email, name) values (@email, @name) returning *;

-- name: FindUsers :batchone
select * from users where email = @email;

-- name: SearchUsers :batchmany
select id, name from users where name like @pattern order by name;

-- name: RenameUsers :batchexec
update users set name = @name where id = @id;

-- name: CopyUsers :copyfrom
insert into users (email, name) values (@email, @name);
