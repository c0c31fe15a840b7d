-- name: ThingsWithParts :many
select t.id, json_agg(p order by p.id) as parts from things t join parts p on p.thing_id = t.id group by t.id;

-- name: ThingDocument :one
-- What the column holds is of its type here too.
select json_build_object('thing_id', id, 'color', color, 'origin', origin, 'import', code, 'madeOn', made_on) as thing
from things where id = @id;

-- name: Named :one
-- @json whole: msgspec.Raw
select to_json(t) as whole, to_json(t) as thing from things t where id = @id;

-- name: Unset :many
select case when color is null then '{}' else jsonb_build_object('some color', color, 'id', id) end as thing from things;
