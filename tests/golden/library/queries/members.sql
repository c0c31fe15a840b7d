-- Who may borrow.

-- name: GetMember :one
select * from members where id = @id;

-- name: MemberByEmail :one
-- In any case of letters.
-- @row MemberName
select id, name from members where email = @email;

-- name: AddMember :one
-- A new member, who is active.
insert into members (id, email, name, address, born, tier, settings, notes)
values (@id, @email, @name, @address, @born, @tier, @settings, @notes)
returning *;

-- name: SaveMember :one
insert into members (email, name) values (@email, @name)
on conflict (email) do update set name = excluded.name
returning name, (xmax = 0) as added;

-- name: AddMemberOnce :one
insert into members (id, email, name) values (@id, @email, @name) on conflict do nothing returning id;

-- name: RenameMember :exec
update members set name = @name where id = @id;

-- name: UpdateMember :one
-- What is NULL stays as it is.
update members
set name = coalesce(sqlc.narg(name), name), born = coalesce(sqlc.narg(born), born)
where id = @id
returning name, born, sorted_name;

-- name: RemoveMember :execrows
delete from members where id = $1;

-- name: DeactivateMembers :execresult
update members set active = false where tier = @tier;

-- name: MembersOfTiers :many
select name, tier from members where tier in (sqlc.slice(tiers)) order by name;

-- name: MembersNamed :many
-- @nullable name
select name, born from members where name ilike @pattern::text order by name;

-- name: BirthYears :many
-- @notnull year
select name, extract(year from born)::int as year from members where not (born is null) order by name;

-- name: AllMembers :many
-- Everyone, in order.
-- @stream
select id, name, tier from members order by name;

-- name: CountMembers :one
select count(*) from members;

-- name: IsMember :one
select exists (select from members where email = @email);

-- name: MemberSettings :one
select settings from members where id = @id;

-- name: Theme :one
select settings ->> 'theme' as theme, notes -> 'likes' as likes from members where id = @id;

-- name: AnnotateMember :exec
update members set notes = coalesce(notes, '') || @notes::hstore where id = @id;

-- name: MoveMember :one
update members set address.city = @city where id = @id returning address, (address).city;

-- name: ImportMembers :copyfrom
insert into members (email, name, tier, address, born) values (@email, @name, @tier, @address, @born);

-- name: FindMembers :batchone
-- @row MemberName
select id, name from members where email = @email;

-- name: MembersSharingBirthday :many
select a.name as first, b.name as second
from members a
join members b using (born)
where a.name < b.name
order by 1, 2;

-- name: AgesOn :many
select name, age(@day::date, born) as age, @day - born as days from members order by name;

-- name: Cities :many
select distinct (address).city from members order by 1;

-- name: MemberRow :one
select m as member from members m where id = @id;
