-- name: A :one
select row(1, 'x') as pair;
-- name: B :one
select pg_sleep(0);
-- name: C :one
select users from users limit 1;
-- name: D :batchexec
delete from users where id = @id;
