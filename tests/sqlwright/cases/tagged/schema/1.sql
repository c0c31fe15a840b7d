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
