-- name: NotAllColumns :many
-- @page 3
select id, author from posts union select id, author from notes order by id;

-- name: MayBeTwice :many
-- @page 3
select id, author from posts union all select id, author from notes order by id, author;

-- name: SameConstant :many
-- @page 3
select 'post' as kind, id from posts union all select 'post', id from notes order by kind, id;

-- name: NotByTheConstant :many
-- @page 3
select 'post' as kind, id from posts union all select 'note', id from notes order by id;

-- name: NoKeyOfAPart :many
-- @page 3
select 'post' as kind, id from posts union all select 'draft', number from drafts order by kind, id;

-- name: ExceptAll :many
-- @page 3
select 'post' as kind, id from posts except all select 'note', id from notes order by kind, id;

-- name: Shuffled :many
-- @page 3
select id, random() as place from posts union select id, 1 from notes order by place, id;

-- name: NoOrder :many
-- @page 3
select id from posts union select id from notes;

-- name: Limited :many
-- @page 3
select id from posts union select id from notes order by id limit 7;

-- name: SameNames :many
-- @page 3
select id, id from posts union select id, id from notes order by 1, 2;

-- name: OverPostsAndMore :many
-- @page 3
select q.id from (select id from posts union all select id from notes) q join posts p on p.id = q.id order by q.id;

-- name: Expression :many
-- @page 3
select author from posts union select author from notes order by lower(author);
