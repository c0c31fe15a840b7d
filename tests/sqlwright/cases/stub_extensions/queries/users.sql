-- name: SignIn :one
select id from users where email = @email and password = crypto.crypt(@password, password);

-- name: AddUser :one
insert into users (email, name, password) values (@email, @name, crypto.crypt(@password, crypto.gen_salt('bf', 8)))
returning id, token;

-- name: Names :many
select name, public.uuid_generate_v5(id, name) as named from users order by name collate "sv-x-icu";

-- name: Armored :many
select key, value from crypto.pgp_armor_headers(@text);
