create type state as enum ('open', 'closed');

create type mood as enum ('sad', 'happy');

create domain closing as state check (value <> 'open');

create type event as (state state, at time);

create table tickets (
  id int primary key,
  state state not null,
  earlier state[] not null,
  mood mood not null,
  last event,
  ended closing
);
