-- migrate:up
alter table users add column age int;

-- Older than the others.
alter table users add column age int;

-- migrate:down
select wrong;
