create type mood as enum ('sad', 'so-so', 'happy');

create table users (
  id bigint generated always as identity primary key,
  email text not null unique,
  mood mood,
  tags text[] not null default '{}'
);

create table visits (
  user_id bigint not null references users,
  page text not null,
  seconds integer check (seconds >= 0)
);

create schema stats;

create table stats."Page Views" (
  "Page" text,
  views integer not null
);
