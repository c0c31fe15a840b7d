create schema shop;
create table shop.places (id int primary key);

create table orders (id int primary key, place_id int references places);

create table payments (id uuid primary key default uuid_generate_v4());

create table users (email citext primary key);

create table notes (id int primary key, body text not null);
create index on notes using gin (body gin_trgm_ops);
