-- name: NoConstraint :exec
insert into users (id, email) values (@id, @email)
on conflict (email) do nothing;

-- name: FullJoin :many
select a.id from users a full join users b on a.id > b.id;

-- name: FoldedConstant :one
-- Planning would run the division: that is no mistake of the query's.
select 1 / 0 as never from users group by id;
