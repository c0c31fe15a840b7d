-- name: A :one
select users as pair from users limit 1;
-- name: B :one
select pg_sleep(0);
-- name: C :one
select array_agg(users) as all_of_them from users;
