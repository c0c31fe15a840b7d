-- migrate:up
create table users (
  id         uuid        primary key default gen_random_uuid(),
  email      text        not null,
  name       text        not null,
  version    bigint      not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint users_email_check check (char_length(email) between 3 and 254 and position('@' in email) > 1),
  constraint users_name_check check (char_length(name) between 1 and 200)
);

comment on table users is 'Someone with an account; `deleted_at` is set once they left.';
comment on column users.email is 'Unique among the living, compared without case.';
comment on column users.version is 'Counts the changes, from 1: the ETag.';

-- An address is free again once its owner has left.
create unique index users_email_key on users (lower(email)) where deleted_at is null;

-- The pages of ListUsers, newest first.
create index users_page_idx on users (created_at desc, id desc) where deleted_at is null;

-- migrate:down
drop table users;
