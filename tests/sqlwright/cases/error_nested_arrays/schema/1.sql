create domain tags as text[];
create type mood as enum ('sad', 'ok');
create domain moods as mood[];
create table t (id int not null, ts tags[] not null, ms moods[] not null, one tags not null);

create type labelled as (label text, tags tags[]);
create table u (labelled labelled[]);

create table routes (id int primary key, ways path[]);
