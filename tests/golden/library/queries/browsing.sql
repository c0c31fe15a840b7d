-- What readers leave out, order and turn over.

-- name: BrowseBooks :many
-- Books by any mix of filters, in the order that the reader wants.
-- @optional language, published_after, max_pages, author
-- @orderby title: title, -published: published desc nulls last
-- @page 20
select isbn, title, published, pages, price
from books b
where language = @language
  and published > @published_after
  and pages <= @max_pages
  and exists (select from book_authors a where a.isbn = b.isbn and a.author_id = @author)
order by isbn;

-- name: PatchBook :one
-- Changes what is given; a NULL is a value too.
-- @optional title, subtitle, price
update books set title = @title, subtitle = @subtitle, price = @price where isbn = @isbn returning *;

-- name: LoansBetween :one
-- @optional since, until
with lent as (
  select lent_on, returned_on from loans where lent_on >= @since and lent_on < @until
)
select count(*) as lent, max(returned_on) as returned_on from lent;

-- name: BusyReaders :many
-- @optional stars, least
-- @orderby name: m.name, -reviews: count(r.isbn) desc, m.name
select m.name, count(r.isbn) as reviews
from members m left join reviews r on r.member_id = m.id and r.stars >= @stars
group by m.id
having count(r.isbn) >= @least;

-- name: Remind :execrows
-- @optional tier
update members set settings = '{"reminded": true}' where active and tier = @tier;

-- name: Writers :many
-- @stream
-- @optional born_after, name_like
-- @orderby name: name, -born: born desc nulls last, name
select name, born from authors where born > @born_after and name like @name_like;

-- name: NewestBook :one
-- @optional language
-- @orderby published: published desc nulls last
select isbn from books where language = @language limit 1;

-- name: PageOfFines :many
-- Mixed directions, and keys that may be NULL.
-- @page 2
select id, amount, reason from fines order by reason desc, amount, id desc;

-- name: ForgetReason :execresult
-- @optional member_id
update fines set reason = null where paid_at is null and member_id = @member_id;

-- name: Close :exec
-- @optional branch_id
delete from visits where day < @day and branch_id = @branch_id;
