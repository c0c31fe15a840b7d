-- name: GetUser :one
select * from user where id = @id;

-- name: ListUsers :many
select * from user;

-- name: AddUser :exec
insert into user (id, name) values (@id, @name);

-- name: RenameUser :exec
update user set name = @name where id = @id;

-- name: OrdersOf :many
select o.id from users u join order o on o.id = u.id;

-- name: ByIds :many
select * from users where id in (@ids);

-- name: ByArray :many
select * from users where id in (@ids::bigint[]);

-- name: ByArrayWithoutName :many
select * from users where id in ($1::bigint[]);

-- name: NotByIds :many
select * from users where id not in (@ids);

-- name: NotByArray :many
select * from users where id not in (@ids::bigint[]);
