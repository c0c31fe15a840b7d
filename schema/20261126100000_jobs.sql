-- migrate:up
create table jobs (
  id         bigint      primary key generated always as identity,
  kind       text        not null,
  payload    jsonb       not null,
  run_at     timestamptz not null default now(),
  attempts   bigint      not null default 0,
  last_error text,
  parked_at  timestamptz,
  created_at timestamptz not null default now(),
  constraint jobs_kind_check check (char_length(kind) between 1 and 50),
  constraint jobs_attempts_check check (attempts >= 0)
);

comment on table jobs is 'What is still to be done after an answer was given; what is done is deleted.';
comment on column jobs.run_at is 'When it is due; while a worker has it, when another one may take it.';
comment on column jobs.attempts is 'How often a worker took it, and which of these times is the present one.';
comment on column jobs.last_error is 'Why the last try failed: nothing of anyone''s data.';
comment on column jobs.parked_at is 'When it was given up; it stays until someone revives it.';

create index jobs_due_idx on jobs (run_at, id) where parked_at is null;

-- migrate:down
drop table jobs;
