-- name: CopyUsers :copyfrom
insert into users (email, mood, tags) values (@email, @mood, @tags);

-- name: CopyViews :copyfrom
-- Quoted names, in another schema, in another order.
insert into stats."Page Views" (views, "Page") values ($2, $1);

-- name: CopyEmails :copyfrom
insert into users (email) values (@email);

-- name: CopyWhole :copyfrom
insert into visits values (@user_id, @page, sqlc.narg(seconds));
