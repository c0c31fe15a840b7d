-- name: AddPartition :exec
create table p1 partition of p for values from (@a) to (@b);
-- name: SetDefault :exec
alter table t alter d set default @d;
-- name: MakeView :exec
create or replace view v as select * from t where id = @x;
-- name: MakeMaterialized :exec
create materialized view v as select * from t where id = @x;
-- name: MakeFunction :exec
create function f(a int) returns int language sql return @a;
-- name: RunPrepared :exec
execute foo(@a);
-- name: Prepare :exec
prepare foo as select * from t where id = $1;
-- name: CopyOut :exec
copy (select * from t where id = @x) to stdout;
-- name: MakeRule :exec
create rule r as on insert to t where id = @x do instead nothing;
-- name: MakeIndex :exec
create unique index i on t (id) where id > @x;
-- name: MakePolicy :exec
create policy only on t using (id = @x);
-- name: SetTimeout :exec
set statement_timeout = @timeout;
-- name: Tell :exec
notify channel, @text;
-- name: AnyTable :many
select * from @name;
-- name: Soon :one
select interval @length;
-- name: Sleep :exec
explain analyze execute foo(@a);
-- name: Anonymous :exec
do @code;
-- name: Fetched :many
fetch @count from c;
-- name: Declared :exec
declare c cursor for select * from t where id = @x;
-- name: Explained :many
explain select * from t where id = @x;
-- name: Kept :exec
create table kept as select * from t where id = @x;
-- name: Called :exec
call nothing(@a);
-- name: Unknown :many
select nosuch from t;
