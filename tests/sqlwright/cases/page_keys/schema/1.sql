create type mood as enum ('ok', 'sad');

create table things (
  id int primary key,
  flags bit(6) not null,
  price money,
  parts int[] not null,
  moods mood[],
  codes char(3)[] not null,
  during int4range not null,
  spans int4multirange,
  data jsonb generated always as (
    ('{null,"{}","[1.50]","[1.5]","\"z\"","1.0","1","{\"b\": 1, \"a\": null}"}'::jsonb[])[1 + id % 8]
  ) stored
);

create table others (id int primary key, thing_id int not null);
