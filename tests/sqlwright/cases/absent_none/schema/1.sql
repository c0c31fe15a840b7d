create table users (
  id bigint generated always as identity primary key,
  email text not null,
  name text,
  created_at timestamptz not null default now()
);
