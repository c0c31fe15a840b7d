create schema shop;
create type shop.color as enum ('red', 'blue');
create type shop.size as enum ('s', 'l');
create domain shop.code as text;
create table things (id int primary key, code shop.code not null, color shop.color, origin jsonb, made_on date not null);
create table parts (id int primary key, thing_id int not null references things, part_name text);
create table untouched (id int primary key, size shop.size);
