create type mood as enum ('sad', 'ok');
create domain email as text check (value like '%@%');
create table t (
    id int not null, n numeric(5, 2) not null, v varchar(3) not null, c char(4), ts timestamptz(3) not null,
    tags varchar(9)[] not null, m mood not null, e email not null
);
