-- name: Favourite :one
-- @batched
-- Both parameters are the key.
select note from favourites where user_id = @user_id and post_id = @post_id;

-- name: FavouritePost :one
-- @batched
select f.post_id, p.title, f.user_id
from favourites f join posts p on p.id = f.post_id
where @post_id = f.post_id and p.title <> '' and (f.user_id = @user_id and p.number > 0)
order by p.title;

-- name: PostFor :one
-- @batched id
-- The viewer is the same for all callers of a query.
select p.title, exists (select from favourites f where f.post_id = p.id and f.user_id = @viewer) as favourite
from posts p
where p.id = @id;

-- name: Noted :one
-- @batched post_id, user_id
select f.user_id, f.note || sqlc.narg(suffix) as noted
from favourites f
where f.user_id = @user_id and f.post_id = @post_id and f.note like any (@patterns::text[]);

-- name: Rank :one
-- @batched
select label from ranks where at = @at and mood = @mood and level = @level;
