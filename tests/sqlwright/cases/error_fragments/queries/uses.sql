-- name: Unknown :one
select sqlc.fragment(god, a) from articles a;

-- name: FarFromAll :one
select sqlc.fragment(something_else) from articles a;

-- name: WrongCount :one
select sqlc.fragment(good) from articles a;

-- name: UsesBroken :one
select sqlc.fragment(syntax, a) from articles a;

-- name: NoParentheses :one
select sqlc.fragment from articles a;

-- name: NoName :one
select sqlc.fragment() from articles a;

-- name: EmptyArgument :one
select sqlc.fragment(good, ) from articles a;

-- name: NamedArgument :one
select sqlc.fragment(good, a => x) from articles x;

-- name: Mistyped :one
select sqlc.fragmnt(good, a) from articles a;

-- name: InTheFragment :one
select
  a.id, sqlc.fragment(typo, a)
from articles a;

-- name: InTheNestedOne :one
select sqlc.fragment(nested, a) from articles a;

-- name: InTheArgument :one
select sqlc.fragment(good, b) from articles a;

-- name: Captured :one
select sqlc.fragment(favourites, f) from articles f;

-- name: BareColumn :one
select sqlc.fragment(of_viewer, author_id) from articles a;

-- name: TwoTypes :one
select id from articles where id = @id and sqlc.fragment(of_viewer, @id::text) > 0;

-- name: OrderedByOne :many
-- @orderby newest: sqlc.fragment(good, a)
select id from articles a;

-- name: QualifiedUnknown :many
select fragment.goood(a) from articles a;

-- name: QualifiedEmpty :many
select fragment.good(a, ) from articles a;

-- name: QualifiedCount :many
select fragment.good() from articles a;
