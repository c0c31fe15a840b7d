-- name: Asserted :many
-- Whoever wrote this knows more than the constraints say.
-- @notnull a
select id, a from t;

-- name: AssertedValue :one
-- @notnull last
select max(a) as last from t where b = @b;

-- name: Loosened :many
-- @nullable id, b
select id, b, a from t;

-- name: Proven :one
-- @notnull "total sum"
select count(*) as "total sum" from t;
