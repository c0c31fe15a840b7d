create table posts (id int primary key, author text, posted timestamptz not null, title text not null);

create table notes (id int primary key, author text not null, posted timestamptz not null, "Text" text);

create table drafts (number int not null, author text not null, posted timestamptz not null, primary key (author, number));
