create type mood as enum ('sad', 'glad');
create table users (
  id bigint primary key generated always as identity,
  name text not null,
  bio text,
  mood mood not null,
  price numeric not null,
  weight real not null,
  took interval not null,
  born date not null,
  settings jsonb not null
);
