-- name: AddUser :one
insert into users values (@id, @email, @others, @settings, @history, @balance, @last, @limits) returning *;

-- name: GetUser :one
select * from users where id = @id;

-- name: FindUser :one
select id from users where email = @email::email;

-- name: ByIds :many
select email, settings, last from users where id = any(@ids::int[]) order by id;

-- name: Balances :many
select balance from users order by id;

-- name: Total :one
-- What is computed is no column, but it is of the type.
select sum(balance) as total, max(email) as last_email, array_agg(balance) as balances from users;

-- name: UsersWithOrders :many
select sqlc.embed(u), sqlc.embed(o) from users u left join orders o on o.user_id = u.id order by u.id;

-- name: Pay :exec
update users set balance = balance - @amount where id = @id;

-- name: AddOrders :batchexec
insert into orders (id, user_id, lines) values (@id, @user_id, @lines);

-- name: CopyUsers :copyfrom
insert into users (id, email, settings, balance) values (@id, @email, @settings, @balance);

-- name: Spend :batchone
update users set balance = balance - @amount where id = @id returning id, balance;
