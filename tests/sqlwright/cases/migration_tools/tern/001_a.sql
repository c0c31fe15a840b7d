create table tern (id int not null);
---- create above / drop below ----
drop table tern;
