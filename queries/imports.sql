-- Imports: a file's rows are copied aside, and those whose address is free become users, all in one transaction.

-- name: LimitStatements :exec
-- Statements of this transaction may take so long, such as '60s'.
select set_config('statement_timeout', @longest, true);

-- name: StageUsers :copyfrom
insert into user_imports (line, email, name) values (@line, @email, @name);

-- name: ImportStagedUsers :execrows
-- Of several rows with one address the first becomes a user; nobody is welcomed, since nobody signed up.
-- In the order of the addresses, so that two imports of the same ones do not wait for each other in a circle.
insert into users (id, email, name)
select id, email, name from user_imports order by lower(email), line
on conflict (lower(email)) where deleted_at is null do nothing;

-- name: ListRefusedUsers :many
-- The first rows that became no users; and the row that did, where it is of the same file.
select s.line, winner.line as taken_by
from user_imports s
left join users u on lower(u.email) = lower(s.email) and u.deleted_at is null
left join user_imports winner on winner.id = u.id
where not exists (select from users taken where taken.id = s.id)
order by s.line
limit @number;

-- name: ClearStagedUsers :exec
delete from user_imports;
