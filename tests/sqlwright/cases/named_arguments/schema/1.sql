create table t (id int primary key, n int not null);
create function minus(a int, b int) returns int language sql as 'select a - b';
create function spread(low int, middle int default 5, high int default 10) returns int language sql as 'select low + middle + high';
create function counted(label text, variadic xs int[]) returns text language sql as 'select label || cardinality(xs)';
create function numbers(first int, last int) returns setof int language sql as 'select generate_series(first, last)';
create procedure move(source int, target int, inout moved int default 0) language sql as 'select source + target';
