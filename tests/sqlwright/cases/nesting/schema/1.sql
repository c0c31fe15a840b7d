create type tier as enum ('basic', 'plus');

create table authors (id int primary key, name text not null, born date);
create table books (
  id int primary key,
  author_id int references authors,
  title text not null,
  subtitle text,
  tags text[] not null default '{}'
);
create table copies (
  book_id int not null references books,
  number int not null,
  branch text,
  primary key (book_id, number)
);
create table loans (copy_book int not null, copy_number int not null, day date not null, note text);
create table remarks (body text, author_id int);
create table members (email text not null unique, tier tier not null);
