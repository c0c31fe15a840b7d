create type kind as enum ('news', 'note');

create table posts (
  id bigint generated always as identity primary key,
  title text not null,
  slug text not null default 'untitled',
  kind kind not null default 'note',
  body text default 'empty',
  words int,
  created_at timestamptz not null default now()
);

create table copies (post_id bigint not null references posts, title text not null default 'copy', note text);
