create table a (id int);
\ir tables/users.sql
