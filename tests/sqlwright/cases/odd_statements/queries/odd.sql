-- name: VoidOne :one
select nothing();

-- name: VoidMany :many
select nothing() from t;

-- name: VoidAmongOthers :many
select nothing(), nothing(), id from t;

-- name: VoidInSubquery :one
select (select nothing()) as nothing, pg_sleep(0), 1 as one;

-- name: VoidForItems :batchmany
select nothing(), @a::int as a;

-- name: VoidExec :exec
select nothing();

-- name: NoColumns :many
-- @stream
select from t;

-- name: NoColumnsOne :one
select from t where id = @id;

-- name: NoColumnsProven :one
select;

-- name: StarOfNothing :many
select * from empty;

-- name: TableT :many
table t;

-- name: OneValue :one
values (1);

-- name: TwoRows :many
values (1, 'a'), (2, 'b');

-- name: Ordinality :many
select * from numbers(1) with ordinality;

-- name: RowsFrom :many
select * from rows from (numbers(1), generate_series(1, 3)) as f(a, b);

-- name: ExplainExec :exec
explain select 1;

-- name: ExplainWith :many
explain select * from t where id = @id;

-- name: ShowExec :exec
show work_mem;

-- name: ShowOne :one
show work_mem;

-- name: TrailingComment :one
select 1 as x -- one
/* more */
;

-- name: NestedComment :one
select 1 /* a /* nested */ comment */ as y;

-- name: DollarQuotes :one
select $fn$ -- name: X :one; $1 $fn$ as z;

-- name: UnicodeString :one
select U&'\0061bc' as "a""b";

-- name: UnicodeName :one
select U&"d\0061t" from (select 1 as dat) s;

-- name: BareCondition :many
select id from t where $1;

-- name: InParentheses :many
(select 1 as a) union all (select 2) order by 1;

-- name: OutArgument :one
call p(1, @b);

-- name: Declared :exec
declare c cursor for select * from t where id = @id;

-- name: Kept :exec
create temp table kept as select * from t where id = @id;

-- name: Into :exec
select id into temp other from t where id = @id;

-- name: TwoLines :one
select 'a'
  'b' as joined;

-- name: WholeRow :many
select (t).id, (t).v from t;

-- name: Numbers :one
select b'101', 1e3, .5;

-- name: Begin :execresult
begin;

-- name: Begun :exec
do $$ begin null; end $$;
