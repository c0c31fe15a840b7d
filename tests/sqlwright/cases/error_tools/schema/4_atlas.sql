-- atlas:delimiter \n\n
create table c (id int)
