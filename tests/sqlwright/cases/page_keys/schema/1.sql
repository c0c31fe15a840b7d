create type mood as enum ('ok', 'sad');

create table things (
  id int primary key,
  flags bit(6) not null,
  price money,
  parts int[] not null,
  moods mood[],
  codes char(3)[] not null,
  during int4range not null,
  spans int4multirange
);

create table others (id int primary key, thing_id int not null);
