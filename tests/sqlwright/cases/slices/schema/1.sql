create table users (id int primary key, name text not null, code varchar(8) not null, tags text[] not null);
