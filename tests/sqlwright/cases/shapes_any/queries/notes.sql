-- What has no shape, or a place in it.

-- name: Stored :many
-- What a column holds may be anything.
select body, to_json(body) as made, json_build_object('body', body) as within from notes;

-- name: DataAsKeys :many
select json_build_object(kind, id) as by_kind, json_build_object('a', 1, 'a', 2) as twice from notes;

-- name: OneOrTheOther :many
select case when id > 0 then json_build_object('id', id) else json_build_object('kind', kind) end as either from notes;

-- name: Operators :many
select jsonb_build_object('id', id) || body as merged, jsonb_build_object('id', id) -> 'id' as part from notes;

-- name: Constants :one
select '{"id": 1}'::json as written, '[]'::jsonb as empty, @given::json as given;

-- name: OwnFunctions :many
-- A function of the same name, and a cast to JSON that is a function.
select json_build_object('note', n) as note, json_build_object('level', 'low'::level) as level from notes n;

-- name: Variadic :many
select json_build_object(variadic tags) as tags from notes;

-- name: UnprintableKeys :one
-- msgspec has no field with such a name.
select json_build_object('a"b', 1, 'c', 2) as quoted;

-- name: NotAlike :one
select json_build_array(1, 'a') as places, (select json_agg(x) from (values (1), (2)) v(x)) as alike, json_build_array() as none;
