-- fragment: repeated(part)
part || part || part || part || part || part || part || part || part || part || part || part
  || part || part || part || part || part || part || part || part || part || part || part || part
  || part || part || part || part || part || part || part || part || part || part || part || part
  || part || part || part || part || part || part || part || part || part || part || part || part
  || part || part || part || part || part || part || part || part || part || part || part || part;

-- name: Repeated :many
-- The parser's tree of 60 operators in a row has 120 levels.
select *,
  name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name as longest
from words;

-- name: Cases :many
select words.*,
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  case when n = 1 then 1 else case when n = 1 then 1 else case when n = 1 then 1 else
  n end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end end as found
from words;

-- name: Views :many
select * from longer where sqlc.fragment(repeated, long) <> '';

-- name: Optional :many
-- @optional name
select id from words where name = @name and name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name <> '';

-- name: Batched :one
-- @batched
select id, name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name as longest from words where id = @id;

-- name: Embedded :many
select sqlc.embed(words), n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n + n as sum from words;

-- name: Added :one
insert into words (id, name, n) values (@id, @name, 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
  + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
  + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
  + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
  + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1) returning *;
