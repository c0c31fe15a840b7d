create table users (id bigint generated always as identity primary key, email text not null, name text, address macaddr);

create view emails as select email from users;

create table ruled (a integer);
create rule nothing as on insert to ruled do instead nothing;

create table generated (a integer, b integer generated always as (a * 2) stored);

create type pair as (x integer, y integer);
create table points (at pair, xs integer[]);
