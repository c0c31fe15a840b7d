-- name: WritersWithWorks :many
-- @group a
select sqlc.embed(a), sqlc.embed(b) from authors a left join books b on b.author = a.email;

-- name: WriterWithWorks :one
-- @group a: class
select sqlc.embed(a), sqlc.embed(b), b.id + 1 as next
from authors a left join books b on b.author = a.email where a.born_in = @dict and a."class" = @born_in;

-- name: TheLongestNameOfAQueryThatSomebodyMayStillWantToReadAloudHere :many
-- @group long: key
-- @group b: found
select sqlc.embed(long), sqlc.embed(b), a.email, a.born_in
from "The longest name of a table that somebody may still want there" long
left join books b on b.id = long.book_id
left join authors a on a.email = b.author
where a."class" in (@dict, @object, @found, @make, @parent_2);

-- name: ByOddNames :many
-- @group b: a_list_of_many_books_with_a_long_name
-- @group "Long (?)": class
select sqlc.embed(b), sqlc.embed("Long (?)"), a.born_in, a.email
from books b
left join "The longest name of a table that somebody may still want there" "Long (?)" on book_id = id
left join authors a on a.email = author;

-- name: WritersWith :many
-- Its list has the name of a class that there is.
-- @group a: works_row
select sqlc.embed(a), b.id, b.tags from authors a left join books b on b.author = a.email;
