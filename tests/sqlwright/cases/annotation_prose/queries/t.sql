-- name: ByEmail :many
-- @email is matched without case,
-- @param email what to look for
-- @return the rows
-- @Email: once more
select id from t where lower(email) = lower(@email);

-- name: Page :exec
-- @page is a parameter, so this describes it.
update t set page = sqlc.arg(page) where id = sqlc.arg('id');

-- name: Pages :many
-- @pages are numbers, and @page alone would be an annotation.
select id from t where page = any(sqlc.slice(pages)::int[]);

-- name: InAFile :many
/* @id names a row
 * @table t
 * @team the payments team
 */
select email from t where id = @id;

-- name: BothWays :many
-- @page 10
select id, page from t where page > @page order by id;
