-- name: GetBigThing :one
-- @encoded
select * from big_things where id = @id;

-- name: BigThings :many
-- @encoded
-- @page 10 both ways
select id, made_at, sqlc.embed(b) as all_of_it, sqlc.embed(b.id, b.made_at) as some_of_it
from big_things b order by made_at, id;
