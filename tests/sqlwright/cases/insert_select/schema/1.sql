create table t (
  id int primary key,
  v varchar(32) not null,
  n numeric(10, 2) not null,
  c char(3) not null,
  at timestamptz(3) not null,
  vs varchar(8)[] not null,
  maybe varchar(32)
);
create table other (id int primary key, v text not null);
