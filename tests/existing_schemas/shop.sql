create type status as enum ('new', 'paid');

create table customers (
  id         uuid        primary key default gen_random_uuid(),
  email      text        not null unique,
  name       text        not null,
  version    bigint      not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);

create table orders (
  id          bigint        generated always as identity primary key,
  customer_id uuid          not null references customers,
  status      status        not null default 'new',
  total       numeric(10,2) not null check (total >= 0),
  note        text,
  created_at  timestamptz   not null default now()
);

create table order_lines (
  order_id bigint not null references orders,
  place    int    not null,
  sku      text   not null,
  amount   int    not null,
  primary key (order_id, place)
);

create table visits (
  at timestamptz not null
);
