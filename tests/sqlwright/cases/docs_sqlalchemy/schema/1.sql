create table authors (
  id bigint primary key generated always as identity,
  name text not null,
  email text not null unique
);

create table books (
  id bigint primary key generated always as identity,
  author_id bigint not null references authors,
  title text not null,
  published date,
  price numeric(10, 2) not null default 0
);

create table ratings (
  book_id bigint references books,
  reader text,
  stars int not null check (stars between 1 and 5),
  primary key (book_id, reader)
);
