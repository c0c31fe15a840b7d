-- name: CastToOwnTypes :copyfrom
insert into t (id, n, v, c, ts, tags, m, e)
values (
    @id::int, @n::numeric, @v::varchar, cast(@c as bpchar), @ts::timestamptz, @tags::varchar[], @m::public.mood, @e::text
);

-- name: CastToPrecision :copyfrom
insert into t (id, n, v, ts, tags, m, e)
values ($1, $2::numeric(5, 2), $3::text, cast($4 as timestamp(3) with time zone), $5, $6, $7::email);
