#!/bin/sh
# Runs once, when the database is made: the role `app` may read and write what the owner's migrations make, not change it.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$APP_PASSWORD" <<'SQL'
create role app login password :'password';
-- PgBouncer does not hand on the limit that the service sets.
alter role app set statement_timeout = '5s';
alter default privileges grant select, insert, update, delete on tables to app;
alter default privileges grant usage on sequences to app;
SQL
