create type mood as enum ('sad', 'happy');
create table authors (id int primary key, name text not null, mood mood);
create table books (id int primary key, author_id int not null references authors, title text not null);
create table notes (body text, at date);
