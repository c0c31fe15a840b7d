-- Many items in one round trip.

-- name: AddUsers :batchone
-- One row an item, and never less.
insert into users (email, mood) values (@email, @mood) returning *;

-- name: FindUsers :batchone
select * from users where email = @email;

-- name: MoodsOf :batchone
select mood from users where id = @id;

-- name: VisitsOf :batchmany
select page, seconds from visits where user_id = @user_id order by seconds desc nulls last, page;

-- name: VisitsWithUsers :batchmany
select sqlc.embed(u), v.page
from users u
left join visits v on v.user_id = u.id and v.seconds is distinct from @seconds
where u.id = @id
order by v.page; -- none of these comments ends the numbered statement

-- name: PagesOrEmails :batchmany
select page from visits where user_id = @id
union all
select email from users where id = @id
order by 1;

-- name: UsersByEmail :batchone
-- Those that are not there are made.
with made as (insert into users (email) values (@email) on conflict do nothing returning id)
select id from made
union all
select id from users where email = @email;

-- name: Numbers :batchmany
values (@first::integer), (@first + 1);

-- name: Tagged :batchmany
with changed as (update users set tags = tags || @tag::text where id = any(@ids::bigint[]) returning id, tags)
select id, tags -- the new ones
from changed
order by id;

-- name: AddVisits :batchexec
-- Time on pages.
insert into visits (user_id, page, seconds) values (@user_id, @page, @seconds);

-- name: RemoveUsers :batchexec
delete from users where id = @id;

-- name: PresentAll :batchmany
select from users where id = @id;

-- name: Present :batchone
select all from users where id = @id;
