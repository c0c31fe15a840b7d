-- name: GetThing :one
-- @encoded
select * from things where id = @id;

-- name: Things :many
-- Every thing.
-- @encoded
-- @stream
select * from things order by id;

-- name: Numbers :many
-- @encoded
select numeric_ from things order by id;

-- name: Number :one
-- NULL is null, and no row is None.
-- @encoded
select numeric_ from things where id = @id;

-- name: HowMany :one
-- @encoded
select count(*) from things;

-- name: PartsWithThings :many
-- @encoded
select p.id, p.weight, sqlc.embed(t), sqlc.embed(p.name, p.added) as label
from parts p left join things t on t.id = p.thing_id and t.mood = @mood
order by p.id;

-- name: PageOfParts :many
-- @encoded
-- @optional thing_id, name
-- @orderby added: added, -weight: weight desc nulls last
-- @page 2
-- @count
select id, name, weight, added
from parts
where thing_id = @thing_id and name like @name
order by id;

-- name: PartsBothWays :many
-- @encoded
-- @page 3 both ways as PartPage
select name, added from parts order by name, id;

-- name: Names :many
-- @encoded
-- @page 2
select name from parts order by id;

-- name: FindParts :many
-- @encoded
-- @optional name, most
select name, "class", p.id as "Odd ""name""", p.id as "?column?"
from parts p join things t on t.id = p.thing_id
where name = @name
order by p.id
limit @most;

-- name: ShortNames :many
-- The statement has names of its own, which these are not taken for.
-- @encoded
select sqlc.embed(r), sqlc.embed(x.id, x.mood, x.size) as x, r.weight as q, x.size as c1, x.id as value, x.id as place
from parts r left join things x on x.id = r.thing_id and x.id > 1
order by r.id;

-- name: Vouched :many
-- @encoded
-- @notnull weight
select id, weight from parts where id <= @last order by id;

-- name: VouchedAlone :many
-- @encoded
-- @notnull weight
select weight from parts where id <= @last order by id;

-- name: Documents :many
-- Documents whose values have one form in JSON.
-- @encoded
-- @json raw: msgspec.Raw
select t.id, t.raw, jsonb_build_object(
  'from', t.class, 'a key', t.int8_, 'mood', t.mood, 'body', t.body, 'uuid', t.uuid_, 'weights', (
    select json_agg(p.weight::text order by p.id) from parts p where p.thing_id = t.id
  )
) as made
from things t
order by t.id;

-- name: Thing :many
-- A row as one value.
-- @encoded
select p, array[p] as several from parts p order by p.id;

-- name: ThingsWithParts :many
-- @encoded
-- @group t: parts
select sqlc.embed(t), sqlc.embed(p)
from things t left join parts p on p.thing_id = t.id
order by t.id desc, p.id;

-- name: ThingWithParts :one
-- @encoded
-- @group t: parts
select t.id, t.size, p.name, p.weight, p.added
from things t left join parts p on p.thing_id = t.id
where t.id = @id
order by p.id;

-- name: Levels :many
-- @encoded
-- @group t: all_parts
-- @group p: import
select t.id, t.class, sqlc.embed(t.mood, t.date_) as felt, sqlc.embed(p), p.weight * 2 as twice, m.note, m.made
from things t left join parts p on p.thing_id = t.id left join marks m on m.part_id = p.id
order by t.id, p.id, m.id;

-- name: SeveralLists :many
-- @encoded
-- @group t: p, o
select t.id, t.class, sqlc.embed(p) as p, sqlc.embed(o.id, o.timestamptz_) as o
from things t left join parts p on p.thing_id = t.id left join things o on o.id <> t.id
order by t.id, p.id, o.id;

-- name: NamesOfParts :many
-- @encoded
-- @group t
select t.id, p.name from things t left join parts p on p.thing_id = t.id order by t.id, p.id;

-- name: WeightsOfParts :many
-- @encoded
-- @group t
select t.id, p.weight from things t left join parts p on p.thing_id = t.id order by t.id, p.id;

-- name: PageOfThings :many
-- @encoded
-- @optional mood
-- @orderby added: t.class desc
-- @page 2 both ways
-- @group t: parts
select sqlc.embed(t), sqlc.embed(p)
from things t left join parts p on p.thing_id = t.id
where t.mood = @mood
order by t.id, p.id;

-- name: Ticked :one
-- An expression is computed once.
-- @encoded
select tick() as at, array[tick()] as several from things where id = @id;

-- name: getURL :many
-- Observers know both methods by the query's own name.
-- @encoded
select name from parts order by id;
