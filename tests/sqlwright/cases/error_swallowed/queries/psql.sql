\i other.sql

-- name: AfterPsql :many
select id from dishes;
