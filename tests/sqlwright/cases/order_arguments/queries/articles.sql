-- name: ListArticles :many
-- @orderby newest: id desc
-- @orderby rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc
-- @orderby near: abs(author_id - sqlc.arg(authorId)), title
select id, title from articles where author_id <> @not_by order by id;

-- name: SearchArticles :many
-- The words filter and rank; without them the order is by id alone.
-- @optional words, author_id
-- @orderby rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc, newest: id desc
-- @orderby first: author_id = @pinned desc, title
select id, title
from articles
where doc @@ websearch_to_tsquery('english', @words) and author_id = @author_id
order by id;

-- name: RankedArticles :many
-- Left out, the words of the order filter nothing.
-- @optional words, first
-- @optional most = 3
-- @orderby newest: id desc, rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc
-- @orderby chosen: id = any(sqlc.slice(first)) desc
-- @count
select id from articles order by id limit @most;

-- name: PageOfArticles :many
-- A cursor belongs to the words that ranked its page.
-- @optional author_id
-- @orderby rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc, title: title
-- @orderby pinned: id = sqlc.narg(pinned) desc nulls last, title desc
-- @page 2 both ways
-- @count
select id, title from articles where author_id = @author_id order by id;

-- name: StreamArticles :many
-- @stream
-- @orderby rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc, longest: length(body) / @per desc
-- @orderby shortest: length(body) / @per
select id from articles order by id;

-- name: BestArticle :one
-- @orderby rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc
select id from articles order by id limit 1;

-- name: ManyOrders :many
-- @optional words, size
-- @orderby best_matching_first: ts_rank(doc, websearch_to_tsquery('english', @words)) desc, plain: title
-- @orderby best_matching_last: ts_rank(doc, websearch_to_tsquery('english', @words))
-- @orderby best_matching_longest: ts_rank(doc, websearch_to_tsquery('english', @words)), length(body) / @size
-- @orderby best_matching_shortest: -ts_rank(doc, websearch_to_tsquery('english', @words)), length(body) / -@size
-- @orderby nearest_to_size: abs(length(title) - @size), nearest: abs(length(body) - @size), from: id - @start
-- @orderby far: id + @start, farther: id + @start, title, farthest: id + @start, title desc, very_farthest: - id - @start
-- @orderby alphabetical: title, id - @start
select id from articles where length(body) > @size order by id;
