create type mood as enum ('sad', 'so-so', 'happy!');
comment on type mood is 'How one feels.';
create schema other;
create type other.mood as enum ('');
create domain positive as int check (value > 0);
comment on domain positive is 'Above zero.';
create domain zip as text;
create domain zips as zip[];
create table everything (
  id bigint generated always as identity primary key,
  bool_ bool, int2_ int2, int4_ int4, int8_ int8, oid_ oid, float4_ float4, float8_ float8, numeric_ numeric(10, 2),
  text_ text, varchar_ varchar(10), char_ char(3), name_ name, bytea_ bytea, uuid_ uuid,
  date date, time time, timetz_ timetz, timestamp_ timestamp, timestamptz_ timestamptz, interval_ interval,
  inet_ inet, cidr_ cidr, macaddr_ macaddr, bit_ bit(3), point_ point,
  mood_ mood, moods mood[], grid int[][], texts text[], other_mood other.mood, positive_ positive, "class" text
);
create type address as (street text, zip zip, moods mood[]);
comment on type address is 'Where one lives.';
create table spans (id int primary key, days daterange not null, hours tstzmultirange, counts int4range[], tail pg_lsn);
create extension citext schema other;
create type ways_between as range (subtype = int[]);
create table ways (way ways_between not null);
create extension hstore;
create type place as (home address, others address[], data jsonb, attributes hstore, at other.mood, name other.citext, mac macaddr);
create domain work as address;
create table people (
  id int primary key, home address not null, others address[], place place, work work, near zip, served zips not null
);
create table documents (
  id int primary key, body jsonb not null, raw json, bodies jsonb[], attributes hstore not null, more hstore[]
);
