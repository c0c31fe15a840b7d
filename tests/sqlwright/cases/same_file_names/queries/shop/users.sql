-- name: UserOfShop :one
select * from users where id = @id;
