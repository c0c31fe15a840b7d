create domain email as text;
create type item as (name text, tags text[]);
create table prices (
  id int primary key, amount numeric not null unique, email email not null unique, items item[] not null
);
