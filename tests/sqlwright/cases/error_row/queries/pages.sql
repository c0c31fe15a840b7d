-- name: UsersPaged :many
-- @page 20 as User
select id, email from users order by id;

-- name: AsItsRow :many
-- @page 20 as AsItsRowRow
select id, email from users order by id;

-- name: AsNamedRows :many
-- @page 20 as PagedRow
-- @row PagedRow
select id, email from users order by id;

-- name: OnePage :many
-- @page 20 as SamePage
select id, email from users order by id;

-- name: OtherPage :many
-- @page 20 both ways as SamePage
select id, email, name from users order by id;

-- name: SmallPage :many
-- @page 20 as userPage
select id, email from users order by id;

-- name: UnnamedPage :many
-- @page 20 as
select id, email from users order by id;
