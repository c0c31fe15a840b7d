-- name: NoItems :batchexec
delete from users;

-- name: NoItemsEither :batchmany
select id from users;

-- name: NoColumns :batchone
delete from users where id = @id;

-- name: WritesAndUnites :batchmany
with gone as (delete from users where id = @id returning id)
(select id from gone) union all select id from users;

-- name: Streamed :one
-- @stream
select id from users where id = @id;

-- name: StreamedBy :many
-- @stream 500
select id from users where id = @id;
