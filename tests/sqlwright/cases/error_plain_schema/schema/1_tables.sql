create tabel users (id int primary key);

create function steps() returns setof int begin atomic select 1; select 2; end;

create table posts (id int primary key, user_id int references users, state staet not null);

create table notes (id int primary key, state staet, place poitn);

create index on posts (user_id);

create view titles as select title from posts;

create table tags (id int primary key, name text defualt 'x');
