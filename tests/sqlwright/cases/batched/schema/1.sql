create type mood as enum ('sad', 'happy');
create domain handle as varchar(20);
create table users (
  id uuid primary key,
  email text not null unique,
  handle handle unique,
  nickname varchar(20) unique,
  mood mood,
  tags text[] not null default '{}',
  settings jsonb
);
create table badges (mood mood primary key, label text not null);
create table posts (
  id bigint generated always as identity primary key,
  author_id uuid not null references users,
  number int not null,
  title text not null,
  at timestamptz unique,
  local timestamp unique,
  day date unique,
  price numeric unique,
  digest bytea unique,
  shown bool unique,
  object oid unique
);
create table limits (name text primary key, value int not null check (value >= 0));
create view authors as select u.id, u.email, count(p.id) as posts from users u left join posts p on p.author_id = u.id group by u.id;
create table favourites (
  user_id uuid not null references users,
  post_id bigint not null references posts,
  note text,
  primary key (user_id, post_id)
);
create table ranks (mood mood, level numeric, at timestamptz, label text not null, unique (mood, level, at));
