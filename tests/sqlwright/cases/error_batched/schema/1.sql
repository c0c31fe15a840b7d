create extension citext;
create table users (
  id int primary key,
  email text not null unique,
  login citext unique,
  code char(3) unique,
  weight float8 unique,
  born timestamptz unique,
  slot time unique,
  tags text[] unique,
  name text not null,
  tenant int not null,
  number int not null,
  unique (tenant, number)
);
create function seen(id int) returns bool language plpgsql as $$ begin return true; end $$;
create view watched as select id, name, seen(id) as seen from users;
