-- name: GetPersonByID :one
select * from people where id = 1;

-- name: ListIDs :many
select id from people;

-- name: Duplicates :many
select p.id, q.id, p.id + 1, 'x', 'y' from people p, people q;

-- name: Keyword :many
select "class", id from people;

-- name: list_v2 :many
select id, "naïve", "2nd" from people;

-- name: Keys :many
select * from api_keys;

-- name: Statuses :many
select * from statuses;

-- name: Categories :many
select * from categories;

-- name: Boxes :many
select * from app.boxes;
