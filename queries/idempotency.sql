-- Answers that are kept for those who send a request again.

-- name: TryLockKey :one
-- Whether nobody else is at work on this key; it is ours until the transaction ends.
-- @notnull is_ours
select pg_try_advisory_xact_lock(hashtextextended(@key, hashtextextended(cast(@sender::uuid as text), 0))) as is_ours;

-- name: FindAnswer :one
-- The answer that this key was given within a day.
-- Its lock makes the commit wait for a synchronous standby, which the answer may not have reached yet.
select fingerprint, location, body
from idempotency_keys
where key_id = @sender and key = @key and created_at > now() - interval '1 day'
for share;

-- name: KeepAnswer :exec
-- Keeps an answer in the place of one that is too old, and removes a few others that are.
with old as (
  select key_id, key
  from idempotency_keys
  where created_at <= now() - interval '1 day' and (key_id, key) <> (@sender, @key)
  order by created_at
  limit 10
  for update skip locked
), removed as (
  delete from idempotency_keys k using old where k.key_id = old.key_id and k.key = old.key
)
insert into idempotency_keys (key_id, key, fingerprint, location, body)
values (@sender, @key, @fingerprint, @location, @body)
on conflict (key_id, key) do update
set fingerprint = excluded.fingerprint,
    location = excluded.location,
    body = excluded.body,
    created_at = excluded.created_at;
