-- name: SetCase :exec
update t set name = case when @name::text is not null then @name else name end where id = @id;

-- name: SetCaseNull :exec
update t set name = case when @name::text is null then name else @name end where id = @id;

-- name: SetCoalesce :exec
update t set name = coalesce(nullif(@name, ''), name) where id = @id;

-- name: NullIf :many
select id from t where nullif(@name, '') is null or name = @name;

-- name: Length :many
select id from t where length(@name) is null or name = @name;

-- name: NumNonnulls :many
select id from t where num_nonnulls(@name::text, @n::int) = 0 or (name = @name and n = @n);

-- name: NumNulls :many
select id from t where num_nulls(@name::text, @n::int) = 2 or name = @name or n = @n;

-- name: Row :many
select id from t where (@name::text, @n::int) is null or (name = @name and n = @n);

-- name: Distinct :many
select id from t where @n::int is distinct from 1 and n = @n;

-- name: NotDistinct :many
select id from t where lower(@name) is not distinct from lower(name) or name = @name;

-- name: CoalesceChain :many
select id from t where name = coalesce(lower(@name), upper(@other), name) or name = @name or name = @other;

-- name: WhereCase :many
select id from t where case when @name::text is null then true else name = @name end;

-- name: WhereCaseNot :many
select id from t where case when @name::text is not null then name = @name else true end;

-- name: SelectList :many
select id, case when @n::int is not null then n > @n else false end as more from t;

-- name: SelectFilter :one
select count(*) filter (where @n::int is not null and n = @n) as some from t;

-- name: OuterJoin :many
select t.id, o.name from t left join t o on @name::text is not null and o.name = @name;

-- name: IsTrue :many
select id from t where (name = @name) is not false and (@name = 'a') is unknown;

-- name: Greatest :many
select id from t where n > greatest(@n::int, 0) and n <> @n;

-- name: InsertIfGiven :exec
insert into t (id, name, tags) select @id, @name::text, '{}' where @name::text is not null;

-- name: UpdateIfGiven :exec
update t set name = @name where id = @id and @name::text is not null;

-- name: ConflictIfGiven :exec
insert into t (id, name, tags) values (@id, 'a', '{}')
on conflict (id) do update set name = @name where @name::text is not null;

-- name: GuardedDomain :one
select case when @n::int is null then 0 else @n::int::positive end as n;

-- name: NotAsked :many
select id from t where name = @name and n in (select id from t where n = @n);

-- name: AnyOrAll :many
select id from t where @tags::text[] is null or name = any(@tags);

-- name: Cardinality :many
select id from t where array_length(@ids::int[], 1) is null or id = any(@ids);
