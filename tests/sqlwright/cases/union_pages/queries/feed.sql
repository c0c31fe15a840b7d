-- name: Authors :many
-- A union gives each row once, with NULLs among them.
-- @page 3 both ways
-- @count
select author, posted from posts union select author, posted from notes order by 1 nulls first, posted desc;

-- name: Feed :many
-- Each part has a constant of its own, and its keys come after it.
-- @optional author
-- @orderby newest: posted desc, text: "The Text" desc
-- @page 3 both ways
select 'post' as kind, id, posted, author, title as "The Text" from posts where author = @author
union all
select 'note', id, posted, author, "Text" from notes where author = @author
union all
select 'draft', number, posted, author, null from drafts where author = 'a' and author = @author
order by id, kind;

-- name: OnlyPosted :many
-- The first part names the columns.
-- @page 3
with old as (select id, author from posts where posted < @before)
(select id as "select", author from old order by id limit 20)
except
select id, author from notes where id > @above
order by "select", author desc;

-- name: Everything :many
-- Each part has a constant of its own.
-- @page 3
select 'post' as kind, id, posted from posts
union all
select 'note', id, posted from notes
order by posted desc, id, kind;
