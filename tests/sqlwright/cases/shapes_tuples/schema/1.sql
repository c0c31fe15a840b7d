create table t (id int not null, name text not null, nick text);
