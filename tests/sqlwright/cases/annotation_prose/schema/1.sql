create table t (id int primary key, email text not null, page int not null);
