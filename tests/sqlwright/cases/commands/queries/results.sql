-- name: Rename :execresult
-- The status, such as `UPDATE 3`.
update users set email = @email where id = @id;

-- name: Empty :execresult
truncate visits;
