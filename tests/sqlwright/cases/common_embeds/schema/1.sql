create table authors (id int primary key, name text not null, bio text);
create table books (id int primary key, author_id int not null references authors, title text not null, note text);
