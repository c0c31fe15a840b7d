-- name: Numbered :many
-- @orderby near: abs(id - $1)
select id from articles where id <> $1;

-- name: Embedded :many
-- @orderby all: sqlc.embed(a)
select id from articles a;

-- name: UnknownMacro :many
-- @orderby near: abs(id - sqlc.nargs(near))
select id from articles;

-- name: NoName :many
-- @orderby near: abs(id - sqlc.arg())
select id from articles;

-- name: TwoTypes :many
-- @orderby near: abs(id - @near), by_title: title = @near
select id from articles;

-- name: OtherTypeThanInTheQuery :many
-- @orderby near: abs(id - @near)
select id from articles where title <> @near;

-- name: NoSuchFunction :many
-- @orderby newest: id desc, near: distance(id, @near)
select id from articles;

-- name: NotOptionalHere :many
-- @optional neer
-- @orderby near: abs(id - @near)
select id from articles;

-- name: KeysThatGo :many
-- @optional words
-- @orderby rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc
-- @page 10
select id from articles order by id;

-- name: NotTotal :many
-- @orderby rank: ts_rank(doc, websearch_to_tsquery('english', @words)) desc
-- @page 10
select id from articles;

-- name: Counted :many
-- @optional near
-- @orderby near: abs(id - @near)
-- @count
-- @group a
select id from articles;

-- name: NoFragment :many
-- @orderby near: sqlc.fragment(good, a)
select id from articles a;
