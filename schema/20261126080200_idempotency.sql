-- migrate:up
create table idempotency_keys (
  key_id     uuid        not null references api_keys,
  key        text        not null,
  request    bytea       not null,
  response   jsonb       not null,
  location   text        not null,
  created_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (key_id, key),
  constraint idempotency_keys_key_check check (char_length(key) between 1 and 255),
  constraint idempotency_keys_request_check check (octet_length(request) = 32)
);

comment on table idempotency_keys is 'The first answer to a POST with an Idempotency-Key, for those that repeat it within a day.';
comment on column idempotency_keys.key_id is 'The API key that sent it: others may use the same word.';
comment on column idempotency_keys.request is 'The SHA-256 of the body.';

-- What is a day old is removed by it.
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);

-- migrate:down
drop table idempotency_keys;
