create type mood as enum ('sad', 'happy');
create table books (id int primary key, title text not null, mood mood not null, extra jsonb not null, note text);
create table chapters (id int primary key, book_id int not null references books, heading text not null, pages int);
create view catalogue as
select b.id, json_build_object('title', b.title, 'mood', b.mood) as doc,
  (select coalesce(jsonb_agg(jsonb_build_object('heading', c.heading, 'size', jsonb_build_object('pages', c.pages))), '[]')
   from chapters c where c.book_id = b.id) as chapters,
  b.extra, json_build_array(b.id, b.title) as pair
from books b;
create materialized view counts as select b.id, b.title, b.note, count(c.id) as chapters, json_build_object('n', b.id) as doc
from books b left join chapters c on c.book_id = b.id group by b.id;
create function first_book(out id int, out title text) language sql stable as 'select 1, b.t from (select min(''x'') as t) b';
create function count_all(out books bigint, out chapters bigint) language sql stable
  as 'select (select count(*) from books), (select count(*) from chapters)';
create function one_or_none(out id int, out title text) language sql stable as 'select id, title from books limit 1';
create function strict_out(n int, out a int, out b int) language sql strict stable as 'select n, n + 1';
create function titles(word text) returns table (id int, title text) language sql stable
  as 'select id, title from books where title = word';
create function titles_with_notes() returns table (id int, note text) language sql stable as 'select id, note from books';
