-- What to do where PostgreSQL gives no hint itself.

-- name: ValueMissing :exec
insert into users (id, email) values (@id);

-- name: ValueTooMuch :exec
insert into users (id) values (@id, @email);

-- name: ColumnTwice :exec
insert into users (id, id) values (1, 2);

-- name: Generated :exec
insert into users (id, email, total) values (1, 'a', 2);

-- name: RowsDiffer :many
values (1), (2, 3);

-- name: AggregateInWhere :many
select id from users where count(*) > 1;

-- name: WindowInWhere :many
select id from users where row_number() over () = 1;

-- name: Ungrouped :many
select email, count(*) from users group by total;

-- name: TwoColumns :many
select (select id, email from users);

-- name: SetOperation :many
select id from users union select id, email from users;

-- name: OrderOfDistinct :many
select distinct id from users order by email;

-- name: OrderOfDistinctOn :many
select distinct on (email) id from users order by id;

-- name: SeveralInWhere :many
select id from users where generate_series(1, 2) = id;

-- name: NotInFrom :many
select sqlc.embed(orders), users.id from users;

-- name: NoSuchType :many
select email::emial from users;

-- name: NoSuchSchema :many
select email::types.emial from users;

-- name: NoDate :many
select * from users where 'one
two'::date = now();

-- name: SameName :many
select 1 from users, users;

-- name: NoCast :many
select id::date from users;

-- name: TwoTablesOfOneName :many
select users.id from users join other.users on true;

-- name: MisspelledFunction :many
select lenght(email) from users;

-- name: MisspelledSyntax :many
select coalesc(email, 'x') from users;

-- name: QuotedFunction :many
select "Lower"(email) from users;

-- name: OtherArguments :many
select lower(id) from users;

-- name: ManyOfOneName :many
select substr(id, 1, 2) from users;

-- name: NoSuchFunction :many
select qqqq(id) from users;

-- name: NoSuchProcedure :exec
call qqqq(1);

-- name: CalledFunction :exec
call lower('A');

-- name: NoSuchOperator :many
select email - email, id from users;

-- name: DoubledEqualsSign :many
select id from users where email == @email;

-- name: NoSuchOperatorForTimes :many
select now() * now(), id from users;

-- name: AlmostATable :many
select id from usres;

-- name: TableOfAnotherSchema :many
select id from parcels;

-- name: NoSuchTable :many
select id from weather;

-- name: FunctionOfAnExtension :one
select uuid_generate_v4();

-- name: FunctionOfPostgis :one
select ST_MakePoint(1, 2);

-- name: TypeOfAnExtension :many
select email::citext from users;

-- name: CountOfNothing :one
select count() from users;

-- name: NameOfNothing :one
select nextval('a b');

-- name: TooFew :one
select cardinality('[5:1]={}'::int[]);

-- name: TwoTypesOfStrings :exec
update users set nick = @nick, tags = case when @nick = 'x' then tags end;

-- name: TwoTypes :exec
update users set id = @id, nick = case when @id = 'x' then nick end;

-- name: NullAskedFirst :exec
update users set tags = case when @tags is null then tags else @tags end;
