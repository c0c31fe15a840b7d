-- migrate:up
create type key_scope as enum ('read', 'write');

create table users (
  id         bigint      generated always as identity primary key,
  name       text        not null,
  email      text,
  bio        text        not null default '',
  created_at timestamptz not null default now(),
  constraint users_name_key unique (name),
  constraint users_name_check check (char_length(name) between 1 and 50)
);

comment on table users is 'Someone who reads and writes.';
comment on column users.email is 'For nobody but the user.';

create table api_keys (
  id         uuid        primary key default gen_random_uuid(),
  user_id    bigint      not null references users,
  name       text        not null,
  scope      key_scope   not null,
  hash       bytea       not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  constraint api_keys_hash_key unique (hash),
  constraint api_keys_name_check check (char_length(name) between 1 and 50)
);

comment on table api_keys is 'A key of a user, called like the user, as the SHA-256 of its secret.';

create unique index api_keys_name_key on api_keys (name) where revoked_at is null;

create table follows (
  follower_id bigint not null references users,
  author_id   bigint not null references users,
  primary key (follower_id, author_id),
  constraint follows_self_check check (follower_id <> author_id)
);

-- migrate:down
drop table follows;
drop table api_keys;
drop table users;
drop type key_scope;
