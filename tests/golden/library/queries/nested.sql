-- name: Shelves :many
-- Every branch with its copies by barcode, most of all the branch that has the first.
-- @group b: copies
select sqlc.embed(b), sqlc.embed(c) from branches b left join copies c on c.branch_id = b.id order by c.barcode;

-- name: AuthorsBooks :many
-- A book of two authors is in the lists of both.
-- @group a: books
-- @group b: copies
select sqlc.embed(a), count(b.isbn) over (partition by a.id) as rows,
  sqlc.embed(b), ba.position, sqlc.embed(c), r.name as place
from authors a
left join book_authors ba on ba.author_id = a.id
left join books b on b.isbn = ba.isbn
left join copies c on c.isbn = b.isbn
left join branches r on r.id = c.branch_id
order by b.isbn desc, c.id desc, a.id;

-- name: History :one
-- A member with the books that were ever borrowed, each with its loans.
-- @group m: books
-- @group b: loans
select sqlc.embed(m), sqlc.embed(b), l.lent_on, l.returned_on
from members m
left join loans l on l.member_id = m.id
left join copies c on c.id = l.copy_id
left join books b on b.isbn = c.isbn
where m.id = @id
order by l.lent_on;

-- name: Houses :many
-- @group h: teams
-- @group boss: rooms
-- @group r: bookings
select sqlc.embed(h), sqlc.embed(boss), sqlc.embed(r), sqlc.embed(k)
from branches h
left join staff boss on boss.branch_id = h.id
left join rooms r on r.branch_id = h.id
left join bookings k on k.room_id = r.id
order by h.id desc, boss.id, r.id, k.id;

-- name: FinedMember :one
-- @group m
-- @notnull reason
select sqlc.embed(m), f.reason from members m join fines f on f.member_id = m.id
where m.name = @name and f.paid_at is null
order by f.id;

-- name: OpenHouse :one
-- One row is certain, and so is the house.
-- @group branches: first_names
insert into branches (name, address) values (@name, @address) returning sqlc.embed(branches), lower(name) as first_name;

-- name: LoansByCopy :many
-- Copies that are gone have their loans in the list of none.
-- @group c: loans
select sqlc.embed(c), l.id, l.lent_on
from loans l full join (copies c join books b on b.isbn = c.isbn and b.language = 'en') on l.copy_id = c.id
order by c.id, l.id;

-- name: ChangeLanguage :execrows
update books set language = @language where isbn = @isbn;
