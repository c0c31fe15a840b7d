-- migrate:up transaction:false
alter type kind add value 'b';
create table t (id int primary key, kind kind not null default 'b');
-- migrate:down
drop table t;
