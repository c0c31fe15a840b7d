create type status as enum ('placed', 'paid');

create table orders (
  id bigint primary key generated always as identity,
  customer text not null,
  total numeric not null,
  status status not null default 'placed',
  placed_at timestamptz not null default now()
);
