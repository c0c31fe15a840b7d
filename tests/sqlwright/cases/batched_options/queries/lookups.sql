-- name: PriceOf :one
-- @batched
-- A price.
select * from prices where id = @id;

-- name: ByAmount :one
-- @batched
select email, items from prices where amount = @amount;

-- name: ByEmail :one
-- @batched
select id, amount from prices where email = @email;

-- name: Lookups :one
-- @batched
select email from prices where id = @lookups;
