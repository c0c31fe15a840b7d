-- name: OneItem :many
select json_build_array(name) as only from t;

-- name: OneItemOne :one
select json_build_array(nick) as only from t where id = @id;

-- name: OneNumber :one
select json_build_array(1) as only;

-- name: Nested :many
select json_build_array(json_build_array(id)) as outer, json_build_object('in', json_build_array(name)) as document from t;

-- name: Aggregated :one
select json_agg(json_build_array(id)) as all from t;

-- name: NoItem :one
select json_build_array() as none;

-- name: TwoItems :many
select jsonb_build_array(id, name) as pair from t;
