create table users (
  id bigint primary key generated always as identity,
  name text not null,
  bio text
);

create table articles (
  id bigint primary key generated always as identity,
  author_id bigint not null references users,
  title text not null,
  meta jsonb
);

create table comments (
  id bigint primary key generated always as identity,
  article_id bigint not null references articles,
  author_id bigint not null references users,
  body text not null
);

create view bylines as
select a.id, json_build_object('name', u.name) as byline from articles a join users u on u.id = a.author_id;
