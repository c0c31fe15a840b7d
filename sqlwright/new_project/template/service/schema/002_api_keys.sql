-- migrate:up
create type key_scope as enum ('read', 'write');

create table api_keys (
  id         uuid        primary key default gen_random_uuid(),
  name       text        not null,
  scope      key_scope   not null,
  hash       bytea       not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  constraint api_keys_hash_key unique (hash),
  constraint api_keys_name_check check (char_length(name) between 1 and 200)
);

comment on type key_scope is 'What a key may do; write includes read.';
comment on table api_keys is 'Keys to the API, each as the SHA-256 of a secret that only its owner holds.';

-- A name is free again once its key is revoked.
create unique index api_keys_name_key on api_keys (name) where revoked_at is null;

-- migrate:down
drop table api_keys;
drop type key_scope;
