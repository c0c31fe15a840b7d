create type place as (home inet, kept int);
create domain full_name as text not null;
create table hosts (
  id int primary key, address inet not null, period tstzrange, position point, bits bit(3), place place, log pg_lsn,
  snapshot pg_snapshot, tags full_name[], made jsonb
);
