-- migrate:up transaction:false
create index concurrently if not exists jobs_parked_idx on jobs (parked_at, id) where parked_at is not null;

-- migrate:down transaction:false
drop index concurrently jobs_parked_idx;
