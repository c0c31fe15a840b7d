-- name: Before :many
select * from users where id = @a_long_name_that_becomes_short and email = @email;

-- name: GetUser :one
select *, @a_long_name_that_becomes_short::text, 'é' as é
from users
where id = @id and	emial = @email;
