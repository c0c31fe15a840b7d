-- name: Misspelt :one
-- @json settings: json_documents.Setings
select settings from users where id = @id;

-- name: Nowhere :one
-- @json settings: nowhere.Settings
select settings from users where id = @id;

-- name: NoType :exec
-- @json "settings" : json_documents.number
update users set settings = @settings;

-- name: NoFields :many
/* @json settings: json_documents.Plain
   @json history: json_documents.Broken */
select settings, history from users;

-- name: NoAnnotation :many
select '-- @json settings: nowhere.AtAll' as text from users;

-- name: UnknownInside :one
-- @json settings: json_documents.Holder
select settings from users where id = @id;
