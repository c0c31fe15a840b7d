create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  name text not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on table users is 'Someone with an account; `deleted_at` is set once they left.';
comment on column users.version is 'Counts the changes.';

create table orders (
  id bigint generated always as identity primary key,
  user_id uuid not null references users,
  total numeric(12, 2) not null check (total > 0),
  placed_at timestamptz not null default now()
);
