-- name: PostAt :one
-- @batched
select title from posts where at = @at;

-- name: PostAtLocal :one
-- @batched
select title from posts where local = @local;

-- name: PostOfDay :one
-- @batched
select title from posts where day = @day;

-- name: PostForPrice :one
-- @batched
select title, price from posts where price = @price;

-- name: PostByDigest :one
-- @batched
select title from posts where digest = @digest;

-- name: PostShown :one
-- @batched
select title from posts where shown = @shown;

-- name: PostByObject :one
-- @batched
select title from posts where object = @object;

-- name: Db :one
-- @batched
select title from posts where id = @self;

-- name: FindThePostThatHasTheNumberThatIsGivenHere :one
-- @batched
select id, number, title, author_id from posts where id = @a_number_with_a_rather_long_name_for_a_number;

-- name: DbBatched :one
select title from posts where number = 1 limit 1;
