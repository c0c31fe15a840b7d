-- name: Names :many
-- Keys that are words of Python, of msgspec's or of the module itself.
select json_build_object(
  'class', 1, 'class_', 2, 'None', 3, '', 4, '1a', 5, 'a-b', 6, 'a b', 7, 'a_b', 8, '__x', 9, '_y', 10, 'ünï', 11,
  'list', array[now()], 'Struct', 'x', 'datetime', now(), 'Decoder', row(1, 2.5)::"Decoder", 'NamesRow', true, 'gc', false
) as names, 1 as one;

-- name: Lists :many
select json_agg(l) as "list", json_agg(s) as structs from "list" l, structs s group by l.id;

-- name: NamesItem :many
-- Numbered: another query has made this name first.
select json_agg(json_build_object('Names', s.names)) as items from structs s;

-- name: Single :many
select json_build_object('item', json_build_object('a', 1), 'items', json_build_array(json_build_object('b', 1))) as item;

-- name: Twice :many
-- The same object in two places is one struct, another under the same key a second one.
select
  json_build_object('place', json_build_object('x', 1)) as a,
  json_build_object('place', json_build_object('x', 1)) as b,
  json_build_object('place', json_build_object('y', 1)) as c;

-- name: AQueryWithANameThatIsSoLongThatALineHasNoRoomForIt :many
select json_agg(json_build_object(
  'a key that is so long that a line of the module with it twice has no room for more', json_build_object('a', now()),
  'short', json_build_array(1, json_build_object('b', 'x'), json_build_object('c', 'y'), 'a text', now(), 1.5, true)
)) as "a column that is so long that a line of the module with it twice has no room for more",
json_build_array(1, json_build_object('inner place', 1.5), 'x', now(), 1.5, true, json_build_object('place', 1.5)) as tuple,
json_object_agg('x', json_build_array(json_build_array(1, now()), json_build_array(json_build_object('inner place', 1)))) as map;

-- name: AQueryWithAShortColumnAndANameThatIsAsLongAsItMayBe :one
select json_build_array(json_build_object('a', 1), json_build_object('b', 1)) as c, json_build_object('d', json_build_array(json_build_object('a', 1), json_build_object('e', 1))) as d;

-- name: JustOneDocumentOfAQueryWhoseNameIsAsLongAsItMayWellBe :one
select json_build_object('d', 1) as of_this;
