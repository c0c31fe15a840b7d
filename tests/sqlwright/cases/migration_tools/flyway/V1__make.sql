create table flyway (id int not null);
