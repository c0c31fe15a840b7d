-- name: GetEverything :one
select * from everything where id = @id;

-- name: AddEverything :one
insert into everything (
  bool_, int2_, int4_, int8_, oid_, float4_, float8_, numeric_, text_, varchar_, char_, name_, bytea_, uuid_, date, time,
  timetz_, timestamp_, timestamptz_, interval_, inet_, cidr_, macaddr_, bit_, point_, mood_, moods, grid, texts,
  other_mood, positive_, "class"
) values (
  @bool_, @int2_, @int4_, @int8_, @oid_, @float4_, @float8_, @numeric_, @text_, @varchar_, @char_, @name_, @bytea_,
  @uuid_, @date, @time, @timetz_, @timestamp_, @timestamptz_, @interval_, @inet_, @cidr_, @macaddr_, @bit_, @point_,
  @mood_, @moods, @grid, @texts, @other_mood, @positive_, @class
) returning *;

-- name: Moods :many
select mood_ from everything where mood_ is not null order by id;

-- name: AllMoods :one
select array_agg(mood_ order by id) as moods, count(*) from everything;

-- name: ByMood :many
select id from everything where mood_ = any (@moods::mood[]);

-- name: AddSpan :one
insert into spans (id, days, hours, counts) values (@id, @days, @hours, @counts) returning *;

-- name: SpansAt :many
select id, lower(days) as first from spans where days @> @day::date;

-- name: OfExtensions :one
select 'A'::other.citext as folded, 'pg_class'::regclass as class, '(0,1)'::tid as place;

-- name: Pair :one
select row(id, upper(text_), now() is null) as pair, (id, 'x') as two from everything limit 1;

-- name: AddWay :one
insert into ways (way) values (@way) returning *;

-- name: Raw :one
select textout('as PostgreSQL prints it') as raw;

-- name: AddPerson :one
insert into people (id, home, others, place, work, near, served)
values (@id, @home, @others, @place, @work, @near, @served) returning *;

-- name: PeopleAt :many
select id, (home).street, (place).home as first_home, served, (others)[1] as other from people
where home = @home::address and near is not distinct from @near::zip order by id;

-- name: People :many
select p as person, array_agg(p) over () as people from people p order by id;

-- name: AddDocument :one
insert into documents values (@id, @body, @raw, @bodies, @attributes, @more) returning *;

-- name: PartsOfDocuments :many
select attributes -> 'a' as a, body -> 'k' as k from documents;

-- name: Records :one
select row(id, home, work, 'sad'::mood) as record, (select x from (select 1, now()) x) as anonymous,
       array[row(1, 'x')] as records
from people;
