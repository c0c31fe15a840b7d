create type place as (home inet, kept int);
create type rank as enum ('low', 'high');
create function rank_json(rank) returns json immutable language sql as $$ select '{"rank": 1}'::json $$;
create cast (rank as json) with function rank_json(rank);
create type ranked as (rank rank);
create domain full_name as text not null;
create table hosts (
  id int primary key, address inet not null, period tstzrange, position point, bits bit(3), place place, log pg_lsn,
  snapshot pg_snapshot, tags full_name[], made jsonb,
  ranked ranked, ranks rank[]
);
