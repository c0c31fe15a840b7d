-- name: WithoutKey :one
-- @json author: kinds.Author
select json_build_object('name', name) as author from users where id = @id;

-- name: MayBeNull :one
-- @json author: kinds.Author
select id, json_build_object('name', name, 'bio', bio) as author from users where id = @id;

-- name: InAList :one
-- @json authors: kinds.Authors
select jsonb_agg(json_build_object('name', id, 'bio', name)) as authors from users;

-- name: AListIsNoObject :one
-- @json authors: kinds.Author
select jsonb_agg(json_build_object('name', name, 'bio', name)) as authors from users;

-- name: KeysAsInJson :one
-- @json author: kinds.Camel
select json_build_object('full_name', name) as author from users where id = @id;

-- name: OneKeyMore :one
-- @json author: kinds.Closed
select json_build_object('name', name, 'id', id) as author from users where id = @id;

-- name: OfWholeRows :one
-- @json person: kinds.Person
select row_to_json(u) as person from users u where id = @id;

-- name: AnotherLabel :one
-- @json person: kinds.Counted
select json_build_object('id', id, 'mood', mood) as person from users where id = @id;

-- name: OneLabel :one
-- @json person: kinds.Few
select json_build_object('mood', mood) as person from users where id = @id;

-- name: AnInterval :one
-- @json span: kinds.Span
select json_build_object('took', took) as span from users where id = @id;

-- name: NoPart :one
-- @json deep: kinds.Deep
select json_build_object('author', json_build_object('name', name)) as deep from users where id = @id;

-- name: ADateIsNoNumber :one
-- @json shown: kinds.Shown
select json_build_object('price', price, 'weight', weight, 'born', born) as shown from users where id = @id;

-- name: MissingInABranch :one
-- @json author: kinds.Closed
select case when id > 3 then '{}' else json_build_object('name', name) end as author from users where id = @id;

-- name: ThreePlaces :one
-- @json pair: kinds.Pair
select json_build_array(id, id, id) as pair from users where id = @id;

-- name: OnePlaceOfAnotherType :one
-- @json pair: kinds.Pair
select json_build_array(id, name) as pair from users where id = @id;
