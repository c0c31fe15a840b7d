-- What other tools, and editors, write.

-- name: Colon :many
select id from dishes where name = :name;

-- name: ColonAfterAnOperator :many
select id from dishes where name=:name and id = :id::int;

-- name: Psql :many
select id from dishes where name = :'name';

-- name: Dollar :exec
insert into dishes (id, name) values ($id, $name);

-- name: Brace :many
select id from dishes where name = {name} limit 1;

-- name: Percent :many
select id from dishes where name =%s;

-- name: PercentInValues :exec
insert into dishes (id, name) values (%s, %s);

-- name: PercentName :many
select id from dishes where name = %(name)s and true;

-- name: QuestionMark :many
select id from dishes where name = ?;

-- name: QuestionMarks :exec
insert into dishes (id, name) values (?, ?);

-- name: JsonOperator :many
select id from dishes where tags ? 'soup' and name = 'x'::text select;

-- name: ListInIn :many
select id from dishes where id in @ids;

-- name: DoubleQuotes :many
select id from dishes where name = "soup";

-- name: TypographicQuotes :many
select id from dishes where name = ‘soup’;

-- name: SpaceThatIsNone :many
select id, name from dishes;
