-- Figures.

-- name: VisitorsByDay :many
select branch_id, day, sum(visitors) as visitors, grouping(branch_id, day) as level
from visits
group by grouping sets ((branch_id, day), (branch_id), ())
order by 4, 1, 2;

-- name: SalariesCubed :many
select branch_id, role, avg(salary) as average from staff group by cube (branch_id, role) order by 1 nulls last, 2 nulls last;

-- name: SalariesRolledUp :many
select role, count(*), count(salary) as paid from staff group by rollup (role) order by 1 nulls last;

-- name: Ranks :many
select name, rank() over by_salary as rank, lag(name) over by_salary as above,
       first_value(name) over by_salary as top, ntile(2) over by_salary as half,
       sum(salary) over (partition by branch_id order by id rows between 1 preceding and current row) as pair,
       row_number() over (order by id) as number
from staff
window by_salary as (order by salary desc nulls last, id)
order by id;

-- name: Reports :many
-- Everyone under somebody, at any depth.
with recursive under as (
  select id, name, 1 as depth, array[name] as way from staff where manager_id = @manager_id
  union all
  select s.id, s.name, u.depth + 1, u.way || s.name from staff s join under u on u.id = s.manager_id
)
select * from under order by depth, id;

-- name: Calendar :many
with recursive days (day) as (
  select @start::date union all select day + 1 from days where day < @until::date
)
select d.day, v.visitors from days d left join visits v on v.day = d.day order by d.day;

-- name: Managers :many
select sqlc.embed(s), sqlc.embed(m) from staff s left join staff m on m.id = s.manager_id order by s.id;

-- name: MedianSalary :one
select percentile_cont(0.5) within group (order by salary) as median, mode() within group (order by role) as role from staff;

-- name: SalaryBands :many
select name,
       case when salary >= 5000 then 'high' when salary is null then 'none' else 'low' end as band,
       nullif(role, 'director') as below, greatest(salary, 1000) as least
from staff
order by id;

-- name: BranchDocument :one
select b.name, jsonb_agg(jsonb_build_object('name', s.name) order by s.id) as staff
from branches b
join staff s on s.branch_id = b.id
where b.id = @id
group by b.id;

-- name: Constants :one
select 1 as one, null as nothing, 'x' as letter, 1.5 as number, true as yes, array[1, 2] as numbers, now() > '2000-01-01' as later;

-- name: Lines :many
values (1, 'one'), (2, null);

-- name: Ends :many
select a, b from rows from (generate_series(1, @count::int), unnest(@names::text[])) as ends (a, b);

-- name: NamesOfBoth :many
select coalesce(m.name, s.name) as name, m.id is not null as member
from members m
full join staff s on s.name = m.name
order by 1;

-- name: BranchesWithEverybody :many
select b.id, (select count(*) from staff s where s.branch_id = b.id) as staff,
       array(select s.name from staff s where s.branch_id = b.id order by s.id) as names,
       (select min(s.salary) from staff s where s.branch_id = b.id) as lowest
from branches b
order by b.id;

-- name: Pairs :many
select (s.id, s.name) as pair, s.salary is distinct from 1 as differs from staff s order by s.id;
