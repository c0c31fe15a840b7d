-- name: NoOrder :many
-- @page 10
select id from users;

-- name: NotTotal :many
-- @page 10
select id from users order by name;

-- name: NotTotalInOne :many
-- @orderby id: id, name: name
-- @page 10
select id from users;

-- name: UniqueButNull :many
-- @page 10
select o.id from users u left join orders o on o.user_id = u.id order by o.id;

-- name: Limited :many
-- @page 10
select id from users order by id limit 3;

-- name: Locked :many
-- @page 10
select id from users order by id for update;

-- name: Windows :many
-- @page 10
select id, rank() over (order by name) from users order by id;

-- name: Firsts :many
-- @page 10
select distinct on (name) name, id from users order by name, id;

-- name: KeyOfNoValue :many
-- @page 10
select u.id, array_agg(o) from users u join orders o on o.user_id = u.id group by u.id order by 2, u.id;

-- name: Operator :many
-- @page 10
select id from users order by id using >;

-- name: Shuffled :many
-- @page 10
select q.* from (select id, random() as place from users) q order by q.place, q.id;

-- name: ByAge :many
-- @page 10
select id, created_at from orders order by now() - created_at, id;

-- name: Spans :many
-- @page 10
select distinct created_at - date '2026-01-01' as span from orders order by span;

-- name: Documents :many
-- @page 10
select distinct to_jsonb(total) as found from orders order by found;

-- name: Lists :many
-- @page 10
select distinct array[total] as found from orders order by found;

-- name: OneWay :many
-- @page 10 backwards
select id from users order by id;

-- name: NoSize :many
-- @page both ways
select id from users order by id;
