create type mood as enum ('sad', 'happy');
create table users (id int primary key, email text not null, mood mood);
create table news (id int primary key);
create schema app;
create table app.users (id int primary key, settings jsonb);
create table "user" (id int primary key);
