#!/bin/sh
# Runs once, when the database is made: the role `app`, to which grants.sql gives its rights after each migration.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$APP_PASSWORD" <<'SQL'
create role app login password :'password';
-- PgBouncer does not hand on the limit that the service sets.
alter role app set statement_timeout = '5s';
SQL
