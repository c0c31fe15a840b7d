create domain email as text;
create table authors (email email primary key, born_in text, "class" int not null unique);
create table books (id int primary key, author email not null references authors, tags jsonb);
create table "The longest name of a table that somebody may still want there" (
  book_id int not null,
  "The long name of a column that is still wanted" int not null,
  "the long name of a column that is still wanted" text not null,
  constraint long_key unique (
    book_id,
    "The long name of a column that is still wanted",
    "the long name of a column that is still wanted"
  )
);
create table unused (id int primary key);
