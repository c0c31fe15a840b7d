create table users (id int primary key, email text not null, total int generated always as (id * 2) stored);
create schema other;
create table other.users (id int primary key);
