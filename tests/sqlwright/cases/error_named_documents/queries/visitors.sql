-- name: FromAnotherFile :one
-- @json author: name Author
select json_build_object('id', u.id, 'name', u.name, 'bio', u.bio) as author from users u where u.id = @id;
