-- name: Fits :one
-- @json author: kinds.Author
-- @json raw: msgspec.Raw
-- @json settings: kinds.Author
-- @json shown: kinds.Shown
-- @json any: kinds.Author
select json_build_object('name', name, 'bio', coalesce(bio, ''), 'id', id) as author,
  json_build_object('id', id) as raw, settings, json_build_object('price', price, 'weight', weight) as shown,
  settings || json_build_object('a', 1)::jsonb as any
from users where id = @id;
