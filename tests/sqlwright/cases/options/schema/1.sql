create type mood as enum ('sad', 'happy');
create type unused as enum ('never');
create table users (
  id int primary key,
  email text not null unique,
  display_name text,
  mood mood not null,
  tags text[] not null,
  class text,
  "home page" text
);
comment on table users is 'Whoever signed up.';
comment on column users.email is 'Where mail goes.';
create table news (id int primary key, title text not null);
create table events (id int primary key, user_id int not null references users);
