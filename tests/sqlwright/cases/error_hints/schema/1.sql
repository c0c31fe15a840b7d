create table users (
  id int primary key,
  email text not null,
  total int generated always as (id * 2) stored,
  nick varchar(9),
  tags text[]
);
create schema other;
create table other.users (id int primary key);
create table other.parcels (id int primary key);
