create domain word as text not null;
create domain sizes as int[] check (cardinality(value) < 9);
create domain labels as text[] check (array_position(value, null) is null);
create domain few_labels as labels check (cardinality(value) < 9);
create table posts (
  id int primary key,
  title text not null,
  tags text[] not null check (array_position(tags, null) is null),
  grid int[][] check (num_nulls(variadic grid) = 0),
  words word[] not null,
  loose text[] not null,
  stated varchar(9)[] not null,
  sizes sizes not null
);
create table boxes (id int primary key, labels labels not null, few few_labels);
create view tagged as select id, tags, tags[:2] as first_tags from posts;
