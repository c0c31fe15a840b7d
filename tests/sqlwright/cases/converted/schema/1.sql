create domain email as text check (value like '%@%');
create table users (
  id int primary key,
  email email not null unique,
  others email[],
  settings jsonb not null,
  history jsonb[],
  balance numeric not null,
  last numeric,
  limits numeric[]
);
create table orders (id int primary key, user_id int not null references users, lines json, note text);
create table gifts (price numeric primary key, name text not null, giver email unique);
create domain wrapping as jsonb check (jsonb_typeof(value) = 'object');
create table parcels (id int primary key, wrapping wrapping not null, layers wrapping[], spare wrapping);
