create table a (id int primary key, "select" text, "Mixed Case" text not null);
create table b (id int primary key, a_id int not null references a, note text);
create schema app;
create table app.c (id int primary key, note text);
create type place as (street text, "Zip Code" text);
create table homes (id int primary key, at place, old_at place);
