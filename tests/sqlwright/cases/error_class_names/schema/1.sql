create schema app;
create table app."user" (id int primary key);
create table app_user (id int primary key);
create table "Status" (id int primary key);
create type status as enum ('on');
