create table rights (id int primary key, name text not null);
