-- name: List :many
select * from "list";

-- name: Int :one
select count(*) from "list" where "int" = any (@int::bigint[]);

-- name: Str :many
select str, struct from "list", struct;

-- name: Structs :many
select * from struct;

-- name: UUID :many
select * from uuid where uuid = @uuid;

-- name: Dates :many
select * from date where date = @date and "time" > @time;

-- name: Executors :many
select * from executor;

-- name: Execute :execrows
update "user" set status = @status where "self" = @self and "row" = @row and "rows" = @rows;

-- name: NoRows :many
select * from no_row where affected = @affected;

-- name: Points :many
select * from point where "Point" ~= @point;

-- name: T :many
select * from t where id = sqlc.arg('T') or id = sqlc.arg('t');

-- name: GetUser :one
select "user".*, users.* from "user", users where "user".id = sqlc.arg('GET_USER') and users.id = sqlc.arg('GetUserRow');

-- name: Users :many
select * from users where __x = @__x and _y = @_y;

-- name: Class :many
select sqlc.embed("user"), sqlc.embed(users) from "user", users;

-- name: Weird :many
select * from "Weird ($) Table" where "a b" = $1 and "a-b" = $2 and a_b = $3 and "class" = $4;

-- name: Import :many
select id as "None", id as "True", id as def, id as "lambda", id as "print", id as "Self" from users;

-- name: Moods :many
select "Mood" from "Weird ($) Table" where "Mood" = sqlc.arg('Mood');

-- name: GetUserRows :many
select * from get_user_row;

-- name: NastyQueries :many
select * from nasty_querier;

-- name: Singletons :many
select sqlc.embed("True"), sqlc.embed("none"), sqlc.embed(a), sqlc.embed(app_user)
from "True", "none", app."user" a, app_user;
