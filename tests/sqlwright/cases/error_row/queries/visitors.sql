-- name: FromAnotherFile :one
-- Lines above do not matter.
-- @nullable email
-- @row Person
select id, email, name from users where id = @id;
