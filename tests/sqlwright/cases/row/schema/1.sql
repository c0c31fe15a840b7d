create table users (
  id bigint primary key generated always as identity,
  email text not null unique,
  name text not null,
  bio text,
  password_hash text not null
);
comment on column users.email is 'Unique among users.';

create table articles (
  id bigint primary key generated always as identity,
  slug text not null unique,
  author_id bigint not null references users,
  title text not null,
  parent_id bigint references articles
);

create table tags (
  article_id bigint not null references articles,
  name text not null,
  primary key (article_id, name)
);

create view profiles as
select id, name, bio from users;
