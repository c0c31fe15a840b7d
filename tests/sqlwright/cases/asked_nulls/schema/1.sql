create table t (id int primary key, name text not null, n int, tags text[] not null);
create domain positive as int not null check (value > 0);
