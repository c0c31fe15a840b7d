create table people (id int primary key, "class" text, "2nd" text, "naïve" text, "with space" text not null);
create table api_keys (id int primary key);
create table statuses (id int primary key);
create table categories (id int primary key);
create schema app;
create table app.boxes (id int primary key);
