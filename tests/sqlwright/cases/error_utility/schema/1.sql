create table p (id int) partition by range (id);
create table t (id int, d int);
