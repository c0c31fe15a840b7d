-- name: AddGift :exec
insert into gifts (price, name, giver) values (@price, @name, @giver);

-- name: GiftFor :one
-- @batched
select name, price from gifts where price = @price;

-- name: GiftFrom :one
-- @batched
select name from gifts where giver = @giver;
