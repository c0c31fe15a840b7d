-- What is meant as it stands: keywords in quotes and where no table is named, and IN with single values.

-- name: GetUser :one
select * from "user" where id = @id and name is distinct from user;

-- name: ListUsers :many
select u.*, substring(u.name from 1 for 2) as start, extract(year from current_date) as year
from only "user" u
cross join lateral (select 1 as one) other
where u.id in (@first, @second) and u.id in (select id from "order") and u.name not in (@status);

-- name: ByTags :many
select id from "user" where tags in (@tags);

-- name: ByOne :many
select id from "user" where id in ($1);

-- name: ByAlias :many
select id from "user" where name in (@alias) or id not in (@series);

-- name: WhoAmI :one
select * from session_user;
