create table t (id int primary key, a text not null, b text, n int not null, m int, d date);
create view v as select id, b, coalesce(b, a) as either from t;
