create table numbers (id int not null);
