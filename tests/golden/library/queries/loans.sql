-- Out and back again.

-- name: Lend :one
-- Nothing where the copy is out already.
with free as (
  select c.id from copies c
  where c.barcode = @barcode
    and not exists (select from loans l where l.copy_id = c.id and l.returned_on is null)
)
insert into loans (copy_id, member_id, lent_on)
select id, @member_id, @day from free
returning copy_id, due_on, returned_on;

-- name: GiveBack :one
-- The loan ends, and being late costs.
with ended as (
  update loans set returned_on = @day
  where copy_id = @copy_id and returned_on is null
  returning member_id, due_on, returned_on
), fined as (
  insert into fines (member_id, amount, reason)
  select member_id, fine_for(returned_on - due_on), 'late' from ended where returned_on > due_on
  returning amount
)
select ended.member_id, ended.returned_on, fined.amount from ended left join fined on true;

-- name: Overdue :many
-- @stream
select m.name, l.due_on, @day::date - l.due_on as days
from loans l
join members m on m.id = l.member_id
where l.returned_on is null and l.due_on < @day
order by l.due_on, m.name;

-- name: LoansOf :many
select l.* from loans l where l.member_id = @member_id order by l.lent_on;

-- name: LoansWithFines :many
select sqlc.embed(m), sqlc.embed(f)
from members m
left join fines f on f.member_id = m.id
order by m.name, f.id;

-- name: LoansOrFines :many
select lent_on as day, 'loan' as what, null::numeric as amount from loans where member_id = @member_id
union all
select paid_at::date, 'fine', amount from fines where member_id = @member_id
order by 1 nulls last, 2;

-- name: MoveOldLoans :execrows
with moved as (
  delete from loans where returned_on < @before::date returning id, copy_id, member_id, lent_on, due_on, returned_on
)
insert into old_loans select * from moved;

-- name: OldLoans :many
select * from old_loans order by id;

-- name: MergeVisits :execrows
merge into visits v
using (values (@branch_id::int, @day::date, @visitors::int)) as n (branch_id, day, visitors)
on v.branch_id = n.branch_id and v.day = n.day
when matched and n.visitors = 0 then delete
when matched then update set visitors = v.visitors + n.visitors
when not matched then insert values (n.branch_id, n.day, n.visitors);

-- name: Visitors :many
select day, visitors from visits where branch_id = @branch_id order by day;

-- name: PayFines :many
update fines set paid_at = @at where member_id = @member_id and paid_at is null returning id, amount, reason, paid_at;

-- name: FinesOf :batchmany
select amount, reason from fines where member_id = @member_id and amount > @above order by id;

-- name: AddFines :batchexec
insert into fines (member_id, amount, reason) values (@member_id, @amount, @reason);

-- name: ImportVisits :copyfrom
insert into visits values (@branch_id, @day, @visitors);

-- name: Forgive :exec
call forgive(@who);

-- name: ForgetFines :many
delete from fines f using members m where m.id = f.member_id and m.email = @email returning m.name, f.amount;

-- name: EmptyVisits :execresult
truncate visits;

-- name: CountUp :execresult
create temporary table counted as select n from generate_series(1, 3) n;

-- name: Debts :many
select m.name, sum(f.amount) as debt, max(f.reason) as reason
from members m
left join fines f on f.member_id = m.id and f.paid_at is null
group by m.name
having coalesce(sum(f.amount), 0) >= @least
order by m.name;

-- name: NeverLent :many
select barcode from copies
except
select c.barcode from copies c join loans l on l.copy_id = c.id
order by 1;

-- name: BorrowersAndReviewers :many
select member_id from loans intersect select member_id from reviews;
