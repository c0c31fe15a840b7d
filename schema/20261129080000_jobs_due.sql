-- migrate:up
create function tell_of_due_job() returns trigger language plpgsql as $$
begin
  perform pg_notify('job_due', new.kind);
  return null;
end
$$;

comment on function tell_of_due_job() is 'Wakes the workers, which listen to job_due; a job for later tells them when to look.';

create trigger jobs_queued after insert on jobs
for each row execute function tell_of_due_job();

create trigger jobs_due_again after update of run_at on jobs
for each row when (new.parked_at is null and new.run_at <= now()) execute function tell_of_due_job();

-- migrate:down
drop trigger jobs_due_again on jobs;
drop trigger jobs_queued on jobs;
drop function tell_of_due_job();
