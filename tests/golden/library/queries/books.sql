-- What is lent.

-- name: GetBook :one
select * from books where isbn = @isbn;

-- name: AddBook :one
insert into books (isbn, title, subtitle, subject, published, pages, price, metadata, cover)
values (@isbn, @title, @subtitle, @subject, @published, @pages, @price, @metadata, @cover)
returning *;

-- name: AddSubject :exec
insert into subjects values (@path, @title);

-- name: Credits :many
-- Each book with each of its authors.
select sqlc.embed(b), sqlc.embed(a), ba.position
from books b
join book_authors ba using (isbn)
join authors a on a.id = ba.author_id
order by b.isbn, ba.position;

-- name: FirstAuthors :many
-- Books by nobody too.
select b.isbn, sqlc.embed(a)
from books b
left join book_authors ba on ba.isbn = b.isbn and ba.position = 1
left join authors a on a.id = ba.author_id
order by b.isbn;

-- name: SharedBooks :many
-- Two authors of one book.
select x.isbn, sqlc.embed(a), sqlc.embed(b)
from book_authors x
join book_authors y on y.isbn = x.isbn and y.position > x.position
join authors a on a.id = x.author_id
join authors b on b.id = y.author_id;

-- name: BooksUnder :many
select isbn, subject, nlevel(subject) as depth from books where subject <@ @subject order by isbn;

-- name: Catalogue :many
select b.isbn, b.title, string_agg(a.name, ', ' order by ba.position) as authors,
       array_agg(a.id order by ba.position) filter (where a.died is null and a.id is not null) as living,
       count(a.id) as count
from books b
left join book_authors ba on ba.isbn = b.isbn
left join authors a on a.id = ba.author_id
group by b.isbn
order by b.isbn;

-- name: BookPage :many
select isbn, title from books order by isbn limit @count offset @start;

-- name: SetPrice :execrows
update books set price = @price where isbn = @isbn;

-- name: RaisePrices :many
update books b set price = b.price * @factor
from subjects s
where s.path = b.subject and b.price is not null
returning b.isbn, b.price, s.title as subject;

-- name: AddAuthors :batchone
insert into authors (name, born, died, aliases) values (@name, @born, @died, @aliases) returning name, born, died, aliases;

-- name: CreditAuthors :batchexec
insert into book_authors values (@isbn, @author_id, @position);

-- name: BooksOf :batchmany
select b.isbn, b.title
from books b
join book_authors ba using (isbn)
where ba.author_id = @author_id
order by b.isbn;

-- name: ImportAuthors :copyfrom
insert into authors (name, aliases) values (@name, @aliases);

-- name: NewestOfSubjects :many
select distinct on (subject) subject, isbn, published from books order by subject, published desc nulls last;

-- name: BestReviews :many
-- The best review of each book, if it has any.
select b.isbn, best.stars, best.body
from books b
left join lateral (
  select stars, body from reviews r where r.isbn = b.isbn order by stars desc limit 1
) best on true
order by b.isbn;

-- name: Stars :one
select avg(stars) as average, count(*) filter (where body is null) as silent from reviews where isbn = @isbn;

-- name: Review :one
insert into reviews values (@isbn, @member_id, @stars, @body)
on conflict (isbn, member_id) do update set stars = excluded.stars, body = excluded.body
returning *;

-- name: RemoveBook :exec
delete from books where isbn = @isbn;

-- name: Metadata :many
select b.isbn, e.key, e.value from books b, jsonb_each(b.metadata) e order by b.isbn, e.key;

-- name: Shelf :many
select * from shelf order by id;

-- name: Popular :many
table popular order by loans desc nulls last, isbn;

-- name: RefreshPopular :exec
refresh materialized view popular;

-- name: Aliases :many
select a.name, alias.name as alias, alias.number
from authors a
cross join unnest(a.aliases) with ordinality as alias (name, number)
order by a.name, alias.number;

-- name: AddNews :one
insert into news (title, tags) values (@title, @tags) returning title, tags;

-- name: News :many
select * from news;

-- name: RandomCopy :one
select * from copies tablesample system (100) limit 1;

-- name: BookSummary :one
select json_build_object('title', title, 'pages', pages) as summary, jsonb_path_query_first(metadata, '$.prize') as prize
from books
where isbn = @isbn;

-- name: AuthorsLike :many
select name from authors where name like @pattern escape '\' order by name;
