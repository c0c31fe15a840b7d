CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public VERSION "1.1";
CREATE SCHEMA crypto;
CREATE EXTENSION pgcrypto SCHEMA crypto;
COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';
CREATE COLLATION german (provider = icu, locale = 'de-DE');
CREATE COLLATION IF NOT EXISTS public.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table users (
  id uuid primary key default uuid_generate_v4(),
  email text collate any_case not null unique,
  password text not null default crypto.crypt('secret', crypto.gen_salt('bf')),
  name text collate "de-DE-x-icu" not null,
  city text collate german,
  token bytea generated always as (crypto.digest('x', 'sha256')) stored
);
insert into users (email, name) values ('a@example.org', 'a'), ('b@example.org', 'b');
