-- name: Spelled :many
-- The spelling decides what a word is, and the case of letters does not make another parameter.
-- @optional userIDs
select tenant_id from tenants
where tenant_id = @tenantId and created_at > sqlc.arg(createdAfter) and created_at < sqlc.arg('createdBefore')
  and tenant_id <> @tenantid
  and tenant_id = any (@userIDs::int[]) and tenant_id > sqlc.narg(HTTPCode) and tenant_id < @"maxId";

-- name: In :many
select id from items where id in ($1, $2) and n not in ($3, $4);

-- name: Archive :exec
call archive($1, $2);

-- name: Grouped :many
select name from items group by name having max(n) < $1 and count(*) > $2 and sum(price) <= $3;

-- name: SetElement :exec
update items set tags[$1] = $2, meta['size'] = $3 where id = $4;

-- name: Cases :many
select case n when $1 then 1 when $2 then 2 end as which from items;

-- name: AddItem :exec
insert into items (id, name, price, tags, created_at)
values ($1, coalesce($2, 'x'), case when $3::bool then $4::numeric else $5 end, '{}', coalesce($6, now()));

-- name: CopyItems :exec
insert into items (id, name, price, tags, created_at) select $1, upper($2), abs($3), '{}', now();

-- name: OfDocument :many
select id from items
where meta ->> 'kind' = $1 and meta -> 'size' ->> 'widthMm' = $2 and (meta ->> 'depth')::int > $3 and meta['colour'] = $4;

-- name: Wrapped :many
select id from items where name = lower($1) and name like '%' || $2 || '%' and lower(name) = lower(trim($3));

-- name: Between :many
select id from items where price between $1 and $2 and created_at >= $3 and created_at < $4;

-- name: Truncated :many
select id from items where date_trunc('day', created_at) = $1 and created_at > date_trunc('day', $2::timestamptz);

-- name: Paged :many
select id from items order by id limit coalesce($1, 10) offset $2;

-- name: ManyIds :many
select id from items where id = any ($1) and id in (select unnest(@ids::int[]));

-- name: NoName :one
select $1::int + $2::int as sum;

-- name: Aliases :one
select $1::int as most, lower($2) as folded, coalesce($3, 'x') as greeting, $4::text as text, $5::uuid;

-- name: Arithmetic :exec
update items set n = n + $1, price = price * (1 + $2), meta = jsonb_build_object('unit-name', $3::text, 'k', $4::int)
where created_at > now() - $5::interval and n % $6 = 0;

-- name: Choices :many
select case when n > $1 then $2 else name end as name, greatest(n, $3) as top from items
where array_append(tags, $4) @> array[$5] and meta ->> $6 = $7;

-- name: Arguments :many
select to_char(created_at at time zone $1, $2) as month, left(name, $3) as short, string_to_array(name, $4) as parts
from items where date_trunc($5, created_at) = $6;

-- name: Series :many
select day, wanted.id, sum(wanted.place) over (rows between $1 preceding and $2 following) as place
from generate_series($3::date, $4::date, $5) as day, unnest($6::uuid[]) with ordinality as wanted (id, place);

-- name: OfSeveral :many
select id from items where n in (select unnest($1::int[])) and tags[$2:$3] = $4;
