-- Jobs: what is done after an answer, at least once.

-- name: TakeJobs :many
-- Due jobs of these kinds, oldest first; nobody else gets them before the lease is over.
-- A payload stays text: one that cannot be decoded fails its own job, not those that were taken with it. Nor does a
-- number of attempts that cannot grow.
with due as (
  select id
  from jobs
  where parked_at is null and run_at <= now() and kind = any (@kinds::text[])
  order by run_at, id
  limit @number
  for update skip locked
)
update jobs j
set attempts = least(attempts, 1000) + 1, run_at = now() + @lease::interval
from due
where j.id = due.id
returning j.id, j.kind, j.payload::text as payload, j.attempts;

-- name: NextJob :one
-- How long until the next job of these kinds is due; no more than nothing if one is. One for `infinity` never is.
select min(run_at) - now() as left
from jobs
where parked_at is null and kind = any (@kinds::text[]) and isfinite(run_at);

-- name: JobDue :exec
-- There is a job of this kind: the table's triggers send the same.
-- @notify
select pg_notify('job_due', @kind);

-- name: FinishJob :execrows
-- Done: whoever else may have taken it meanwhile.
delete from jobs where id = @id;

-- name: FailJob :one
-- A try failed: the next comes after twice as long, less up to half of it by chance; after the last one it is parked.
update jobs
set last_error = @error,
    run_at = now() + least(interval '5 seconds' * 2 ^ least(attempts, 10), interval '1 hour') * (1 - random() / 2),
    parked_at = case when attempts >= @tries then now() end
where id = @id and attempts = @attempt
returning run_at, parked_at;

-- name: ReturnJob :execrows
-- A try that did not come to its end does not count, and someone else may begin at once.
update jobs set run_at = now(), attempts = attempts - 1 where id = @id and attempts = @attempt;

-- name: ParkUnknownJobs :many
-- Jobs of other kinds that nobody took for so long: no worker knows what to do with them. So many at a time, by kind.
with unknown as (
  select id
  from jobs
  where parked_at is null and run_at <= now() - @grace::interval and kind <> all (@kinds::text[])
  order by run_at, id
  limit @most
  for update skip locked
), parked as (
  update jobs j
  set parked_at = now(), last_error = 'no worker knows this kind'
  from unknown u
  where j.id = u.id
  returning j.kind
)
select kind, count(*) as number from parked group by kind order by kind;

-- name: CountJobs :many
-- By kind: how many jobs are due and for how long the oldest of them; how many are under way or for later; how many parked.
with living as (
  select kind,
         count(*) filter (where run_at <= now()) as due,
         now() - min(run_at) filter (where isfinite(run_at)) as oldest,
         count(*) as number
  from jobs
  where parked_at is null
  group by kind
), parked as (
  select kind, count(*) as number from jobs where parked_at is not null group by kind
)
select
  coalesce(l.kind, p.kind) as kind,
  coalesce(l.due, 0) as due,
  case when l.due > 0 then l.oldest end as oldest,
  coalesce(l.number - l.due, 0) as later,
  coalesce(p.number, 0) as parked
from living l full join parked p on p.kind = l.kind
order by 1;

-- name: ListParkedJobs :many
-- What was given up, and why, oldest first.
select id, kind, attempts, last_error, parked_at from jobs where parked_at is not null order by parked_at, id;

-- name: ReviveJobs :execrows
-- Parked jobs are due again, as if they were new; these, or all.
update jobs
set parked_at = null, run_at = now(), attempts = 0
where parked_at is not null and (sqlc.narg(ids)::bigint[] is null or id = any (sqlc.narg(ids)::bigint[]));
