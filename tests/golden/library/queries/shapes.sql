-- Documents that the queries put together.

-- name: BooksWithAuthors :many
-- Each book with its authors in their order; of a book by nobody there are none.
select b.isbn, b.title, coalesce(w.authors, '[]') as authors
from books b
left join lateral (
  select json_agg(json_build_object('id', a.id, 'name', a.name, 'born', a.born) order by ba.position) as authors
  from book_authors ba join authors a on a.id = ba.author_id
  where ba.isbn = b.isbn
) w on true
order by b.isbn;

-- name: BooksWithWholeAuthors :many
-- The authors' rows as they are: a list of the table's own struct.
select b.isbn, coalesce(jsonb_agg(a order by ba.position) filter (where a.id is not null), '[]') as authors
from books b
left join book_authors ba on ba.isbn = b.isbn
left join authors a on a.id = ba.author_id
group by b.isbn
order by b.isbn;

-- name: BooksWithAnyAuthors :many
-- Without a filter a book by nobody has one author that is null.
select b.isbn, json_agg(a order by ba.position) as authors
from books b
left join book_authors ba on ba.isbn = b.isbn
left join authors a on a.id = ba.author_id
group by b.isbn
order by b.isbn;

-- name: MemberAccount :one
-- A whole screen in one document: loans with their books, and fines.
select json_build_object(
  'member', m,
  'loans', (
    select coalesce(json_agg(json_build_object('lent on', l.lent_on, 'returned_on', l.returned_on, 'book',
      json_build_object('isbn', b.isbn, 'title', b.title, 'metadata', b.metadata)) order by l.lent_on), '[]')
    from loans l join copies c on c.id = l.copy_id join books b on b.isbn = c.isbn
    where l.member_id = m.id),
  'fines', (select json_agg(f order by f.id) from fines f where f.member_id = m.id)
) as account
from members m
where m.id = @id;

-- name: DocumentOfBook :one
select to_jsonb(b) as document from books b where isbn = @isbn;

-- name: PricesByLanguage :one
-- Keys that are data make a dict.
select jsonb_object_agg(isbn, price) as prices, json_object_agg(language, pages) filter (where pages > 0) as pages
from books;

-- name: BranchesInJson :many
-- Composites and arrays of them.
select json_build_object('name', name, 'address', address, 'openings', openings, 'phones', phones) as branch
from branches
order by id;

-- name: ShiftsInJson :many
-- Enums keep their class; ranges are text in JSON.
select row_to_json(s) as staff from (select name, role, shifts from staff order by id) s;

-- name: LoansByYear :many
with years as (
  select extract(year from lent_on)::int as year, count(*) as loans, min(lent_on) as first from loans group by 1
)
select jsonb_agg(y order by y.year) as years from years y;

-- name: Corners :one
-- Values that JSON has no form for are what they are in columns.
select json_build_object(
  'least', '-infinity'::float8, 'never', 'infinity'::date, 'always', '-infinity'::timestamp,
  'most', 'Infinity'::numeric, 'exact', 12345678901234567890.12345678901234567890) as corners;

-- name: Neighbours :many
-- Places of a list that differ make a tuple.
select json_build_array(isbn, lag(pages) over (order by isbn), price) as neighbours from books order by isbn;

-- name: LongOrShort :many
-- A key that one branch does not have may be unset.
select case when pages > 50 then jsonb_build_object('pages', pages) else '{}' end as found from books order by isbn;

-- name: AddReviewAsJson :one
insert into reviews (isbn, member_id, stars) values (@isbn, @member_id, @stars) returning to_json(reviews) as review;
