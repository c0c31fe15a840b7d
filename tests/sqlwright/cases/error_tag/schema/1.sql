create table customers (
  id bigint generated always as identity primary key,
  name text not null
);

create table suppliers (
  id bigint generated always as identity primary key,
  name text not null,
  type text not null default 'wholesale',
  meta jsonb
);

create view kinds as select jsonb_build_object('type', type, 'id', id) as kind from suppliers;

create type label as (type text, language text);
