create table users (
  id bigint generated always as identity primary key,
  name text not null,
  bio text
);
create table articles (
  id bigint generated always as identity primary key,
  author_id bigint not null references users,
  title text not null,
  public boolean not null default false,
  created_at timestamptz not null default now()
);
create table favourites (
  article_id bigint not null references articles,
  user_id bigint not null references users,
  primary key (article_id, user_id)
);
