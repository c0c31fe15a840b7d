create table of_baseline (id int not null);
