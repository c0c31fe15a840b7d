create table diesel (id int not null);
