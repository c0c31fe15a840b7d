-- name: A :one
select 'it''s;
