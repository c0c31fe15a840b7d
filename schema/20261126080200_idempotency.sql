-- migrate:up
create table idempotency_keys (
  key_id      uuid        not null references api_keys,
  key         text        not null,
  fingerprint bytea       not null,
  location    text        not null,
  body        bytea       not null,
  created_at  timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (key_id, key),
  constraint idempotency_keys_key_check check (char_length(key) between 1 and 255),
  constraint idempotency_keys_fingerprint_check check (octet_length(fingerprint) = 32)
);

comment on table idempotency_keys is 'The answer to a POST with an Idempotency-Key, for those that repeat it within a day.';
comment on column idempotency_keys.key_id is 'The API key that sent it: others may use the same word.';
comment on column idempotency_keys.fingerprint is 'The SHA-256 of the body that it came with.';
comment on column idempotency_keys.body is 'The answer, byte by byte.';

-- What is older than a day is found by it, to be removed.
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);

-- migrate:down
drop table idempotency_keys;
