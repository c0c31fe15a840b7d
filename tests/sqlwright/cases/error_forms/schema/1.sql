create table "user" (id bigint primary key, name text not null, tags text[] not null default '{}');
create table "order" (id bigint primary key);
create table users (id bigint primary key, name text not null);
