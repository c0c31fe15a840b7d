-- name: All :many
select * from readings;

-- name: Of2025 :many
select * from readings_2025;

-- name: Add :one
insert into readings_2025 (sensor, taken_at, value) values ($1, $2, $3) returning *;

-- name: Beside :many
select sqlc.embed(r), t.name from readings_2026 r join trucks t on t.id = r.sensor;

-- name: AsValue :many
select r from readings_2026 r;

-- name: AsDocument :many
select row_to_json(r) as reading from readings_2026 r;

-- name: Trucks :many
select * from trucks;

-- name: Vehicles :many
select sqlc.embed(v), sqlc.embed(t) from only vehicles v join trucks t using (id);
