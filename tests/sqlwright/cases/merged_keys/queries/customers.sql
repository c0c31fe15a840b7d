-- name: GetCustomer :one
-- The second entry takes the schema and the server of the first, and has queries of its own.
select id, name from customers where id = @id;
