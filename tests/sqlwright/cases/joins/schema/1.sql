create table authors (id bigint primary key, name text not null, bio text);
create table books (id bigint primary key, author_id bigint references authors, title text not null, price numeric);
