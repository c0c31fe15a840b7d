-- migrate:up
create table users (id int);
discard all;

-- migrate:down
drop table users;
