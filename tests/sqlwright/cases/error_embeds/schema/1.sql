create table users (id int primary key, name text not null, password_hash text not null);
create table posts (id int primary key, author_id int not null references users, title text not null);
