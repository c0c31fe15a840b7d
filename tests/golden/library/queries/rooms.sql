-- Houses, rooms and hours.

-- name: AddBranch :one
insert into branches (name, address, openings, place, phones)
values (@name, @address, @openings, @place, @phones)
returning name, address, openings, place, phones;

-- name: Branches :many
select * from branches order by id;

-- name: OpenOn :many
select b.name, o.hours from branches b, unnest(b.openings) o where o.day = @day::smallint and o.hours is not null order by b.name;

-- name: BranchesIn :many
select name, (address).zip from branches where (address).city = @city::text order by name;

-- name: ReplacePhones :exec
update branches set phones = @phones, openings[1].day = @day::smallint where id = @id;

-- name: AddStaff :one
insert into staff (branch_id, name, role, salary, shifts) values (@branch_id, @name, @role, @salary, @shifts)
returning name, role, salary, shifts;

-- name: OnShift :many
select name from staff where shifts @> @at::timestamptz order by name;

-- name: Book :one
insert into bookings (room_id, member_id, during) values (@room_id, @member_id, @during)
returning room_id, member_id, during;

-- name: FreeRooms :many
select r.* from rooms r
where r.seats >= @seats
  and not exists (select from bookings b where b.room_id = r.id and b.during && @during)
order by r.id;

-- name: Bookings :many
select b.during, lower(b.during) as starts, upper(b.during) as ends, sqlc.embed(r)
from bookings b
join rooms r on r.id = b.room_id
order by b.id;

-- name: Occupied :one
select range_agg(during) as busy from bookings where room_id = @room_id;

-- name: CancelBookings :execrows
delete from bookings where room_id = any (@rooms::int[]) and isempty(during) is not true;

-- name: Nearest :many
select name, place <-> @here as distance from branches order by 2 nulls last, name;
