-- A file without reading queries takes no reader.

-- name: RemoveUser :exec
delete from users where id = @id;
