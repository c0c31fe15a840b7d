-- +migrate Up notransaction
create table sql_migrate (id int not null);
create index concurrently on sql_migrate (id);
-- +migrate Down
drop table sql_migrate;
