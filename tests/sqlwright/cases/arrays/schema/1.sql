create domain board as text[][];
create table games (
  id int primary key,
  moves int[] not null,
  scores numeric[][] not null,
  board board,
  players text not null,
  comment text
);
create view openings as select id, moves[:3] as first_moves, array[moves, moves] as twice from games;

-- asyncpg would take an element that is a list for a dimension.
create type plan as (hours int4multirange[], shapes polygon[]);
create table plans (id int primary key, hours int4multirange[] not null, shapes polygon[], plan plan);
