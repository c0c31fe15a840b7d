create table dishes (id int primary key, name text not null, tags jsonb not null);
