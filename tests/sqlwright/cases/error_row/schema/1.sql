create type mood as enum ('sad', 'glad');

create table users (
  id bigint primary key generated always as identity,
  email text not null unique,
  name text,
  mood mood
);

create table articles (
  id bigint primary key generated always as identity,
  author_id bigint not null references users,
  title text not null
);

create view writers as
select u.id, jsonb_agg(a.title) as titles
from users u join articles a on a.author_id = u.id
group by u.id;
