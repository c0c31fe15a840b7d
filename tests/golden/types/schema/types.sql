create extension hstore;
create extension citext;
create extension ltree;
create schema other;

create type mood as enum ('sad', 'so-so', 'happy!');
create type other.mood as enum ('up', 'down');
create domain positive as int check (value > 0);
create domain zip as text;
create domain zips as zip[];
create domain whole as positive not null;
create type entry as (number positive, label text, moods mood[]);
create type block as (head entry, entries entry[], at timestamptz, zips zips, data jsonb, attributes hstore);
create domain checked as entry check (value is null or (value).number > 0);
create type spread as range (subtype = float8);

create table scalars (
  id int primary key,
  bool_ bool, int2_ int2, int4_ int4, int8_ int8, float4_ float4, float8_ float8, numeric_ numeric, money_ money,
  text_ text, varchar_ varchar(10), char_ char(3), name_ name, byte_ "char", bytea_ bytea, uuid_ uuid,
  date_ date, time_ time, timetz_ timetz, timestamp_ timestamp, timestamptz_ timestamptz, interval_ interval,
  inet_ inet, cidr_ cidr, macaddr_ macaddr, macaddr8_ macaddr8, bit_ bit(3), varbit_ varbit,
  oid_ oid, xid_ xid, xid8_ xid8, cid_ cid, tid_ tid, lsn pg_lsn, snapshot pg_snapshot,
  point_ point, line_ line, lseg_ lseg, box_ box, path_ path, polygon_ polygon, circle_ circle,
  json_ json, jsonb_ jsonb, jsonpath_ jsonpath, xml_ xml, tsvector_ tsvector, tsquery_ tsquery,
  class regclass, type_ regtype, role_ regrole, namespace_ regnamespace, procedure_ regprocedure,
  citext_ citext, hstore_ hstore, ltree_ ltree, lquery_ lquery
);
create table arrays (
  id int primary key,
  bools bool[], grid int[][], cube text[][][], uuids uuid[], days date[], amounts numeric[], blobs bytea[],
  moods mood[], mood_grid mood[][], jsons jsonb[], entries entry[], stores hstore[], folded citext[], addresses inet[],
  hours tstzrange[], positives positive[], zips zips, intervals interval[], points point[]
);
create table spans (
  id int primary key,
  ints int4range, bigs int8range, nums numrange, days daterange, times tsrange, zoned tstzrange, spread spread,
  many_ints int4multirange, many_bigs int8multirange, many_nums nummultirange, many_days datemultirange,
  many_times tsmultirange, many_zoned tstzmultirange, many_spreads spread_multirange
);
create table things (
  id int primary key,
  mood mood, other other.mood, positive positive, whole whole, entry entry, block block, blocks block[],
  checked checked
);
create table stamps (
  id bigint generated always as identity primary key,
  day date not null default '2026-01-01',
  next_day date generated always as (day + 1) stored,
  small smallint not null,
  total numeric(12, 3) not null
);
