create table ${prefix}users (id int);
