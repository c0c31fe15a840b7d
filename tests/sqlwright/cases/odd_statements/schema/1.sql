create table t (id int primary key, v varchar(3) not null, slug text, tags text[] not null);
create table empty ();
create function nothing() returns void language sql as '';
create function numbers(int) returns setof int language sql as 'select 1';
create procedure p(a int, inout b int) language sql as 'select 1';
