create type "Mood" as enum ('a b', 'a-b', '', '+', '2nd', 'None', '😀', 'name', 'mro', '_x');
create table "list" (id int primary key, "list" text[] not null, "int" bigint not null, "str" text);
create table struct (id int primary key, struct date, "Struct" uuid, "Final" numeric);
create table uuid (id int primary key, uuid uuid not null, "UUID" uuid not null, decimal numeric, "Decimal" numeric);
create table date (id int primary key, date date not null, datetime timestamptz, "time" time, timedelta interval);
create table executor (id int primary key, "Executor" text);
create table no_row (id int primary key, affected int, each int, not_null int);
create table point (id int primary key, point point, "Point" point);
create table t (id int primary key);
create table "user" (id int primary key, "self" int not null, cls int, db int, _db int, "row" int, "rows" int, status int);
create table users (id int primary key, "__class__" int, "__struct_fields__" int, __x int, _y int, "_" int, "None" int);
create table "Weird ($) Table" (
  "?column?" int, " " int, "😀" int, "a b" int, "a-b" int, a_b int, "ﬁ" int, "fi" int, "2nd" int, "Mood" "Mood",
  "T" int, "class" int, "class_" int, "match" int, "日本語" int, "ünïcode" text not null,
  "this_name_is_exactly_sixty_three_bytes_long_so_it_is_the_longest" int
);
create table get_user_row (id int primary key, get_user int, "GET_USER" int);
create table "GetUserRow" (id int primary key);
create table nasty_querier (id int primary key);
create table "True" (id int primary key);
create table "none" (id int primary key);
create schema app;
create table app."user" (id int primary key);
create table app_user (id int primary key, constraint "odd name" check (id > 0), constraint odd_name check (id > 1));
