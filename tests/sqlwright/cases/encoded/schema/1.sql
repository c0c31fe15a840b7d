create extension hstore;
create type mood as enum ('sad', 'so-so', 'happy!');
create domain cents as numeric;
create type size as (width numeric, measured timestamptz, moods mood[], tall float4, data bytea);
create type shelf as (name text, sizes size[], days date[]);
create table things (
  id bigint generated always as identity primary key,
  "class" text not null,
  bool_ bool, int2_ int2, int4_ int4, int8_ int8, oid_ oid, xid_ xid, xid8_ xid8,
  float4_ float4, float8_ float8, numeric_ numeric, cents cents,
  text_ text, bpchar_ char(3), name_ name, char_ "char", bytea_ bytea, uuid_ uuid,
  date_ date, time_ time, timetz_ timetz, timestamp_ timestamp, timestamptz_ timestamptz, interval_ interval,
  macaddr_ macaddr, money_ money, words tsvector, pairs hstore,
  mood mood, size size, raw json, body jsonb,
  ints int[], grid int[][], texts text[], moods mood[], bodies jsonb[],
  times timestamptz[], numbers numeric[], blobs bytea[], spans interval[], floats float4[], sizes size[], shelves shelf[]
);
create table parts (
  id bigint generated always as identity primary key,
  thing_id bigint not null references things,
  name text not null,
  weight numeric,
  added timestamptz not null
);
create table marks (
  id bigint generated always as identity primary key,
  part_id bigint not null references parts,
  note text,
  made date not null
);
create sequence ticks;
create function tick() returns timestamptz stable language plpgsql as $$
begin
  perform nextval('ticks');
  return '2026-01-02 03:04:05Z';
end $$;
