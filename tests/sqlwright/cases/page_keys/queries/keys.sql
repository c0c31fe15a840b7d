-- name: Things :many
-- @orderby flags: flags desc, price: price, -price: price desc, parts: parts, moods: moods desc nulls last
-- @orderby codes: codes desc, during: during, -during: during desc, spans: spans
-- @orderby data: data, -data: data desc nulls last
-- @page 2
select * from things order by id;

-- name: Both :many
-- Either side may be missing.
-- @page 2
select t.id, o.id as other_id from things t full join others o on o.thing_id = t.id order by t.id, o.id desc;
