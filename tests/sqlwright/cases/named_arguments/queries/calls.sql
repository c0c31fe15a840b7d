-- name: Minus :one
select minus(b => $2, a => $1) as r;

-- name: MinusMixed :one
select minus($1, b => $2) as r;

-- name: MinusReversed :one
select minus(b => $1, a => $2) as r;

-- name: Interval :one
select make_interval(days => $1, secs => $2) as r;

-- name: DefaultBetween :one
select spread($1, high => $2) as r;

-- name: Variadic :one
select counted(label => $2, variadic xs => $1) as r;

-- name: Numbers :many
select n from numbers(last => $1, first => $2) n;

-- name: InWhere :many
select id from t where n = minus(b => $1, a => $2);

-- name: Move :one
call move(target => $1, source => $2);

-- name: MovePositional :one
call move($1, $2::int);
