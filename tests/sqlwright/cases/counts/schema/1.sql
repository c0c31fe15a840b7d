create type status as enum ('pending', 'paid', 'shipped');

create table users (
  id bigint generated always as identity primary key,
  email text not null unique,
  name text not null,
  bio text
);

create table orders (
  id uuid primary key default gen_random_uuid(),
  user_id bigint not null references users,
  status status not null default 'pending',
  total numeric(12, 2) not null,
  note text,
  created_at timestamptz not null default now(),
  wait interval
);

create table tags (order_id uuid not null references orders, name text not null, primary key (order_id, name));
