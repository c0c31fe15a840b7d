-- migrate:up
create table users (id int);
create index concurrently on users (id);

-- migrate:down
drop table users;
