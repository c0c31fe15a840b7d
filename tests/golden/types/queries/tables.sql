-- Every type, there and back.

-- name: AddScalars :one
insert into scalars (
  id, bool_, int2_, int4_, int8_, float4_, float8_, numeric_, money_, text_, varchar_, char_, name_, byte_,
  bytea_, uuid_, date_, time_, timetz_, timestamp_, timestamptz_, interval_, inet_, cidr_, macaddr_, macaddr8_,
  bit_, varbit_, oid_, xid_, xid8_, cid_, tid_, lsn, snapshot, point_, line_, lseg_, box_, path_, polygon_,
  circle_, json_, jsonb_, jsonpath_, xml_, tsvector_, tsquery_, class, type_, role_, namespace_, procedure_,
  citext_, hstore_, ltree_, lquery_
) values (
  @id, @bool_, @int2_, @int4_, @int8_, @float4_, @float8_, @numeric_, @money_, @text_, @varchar_, @char_,
  @name_, @byte_, @bytea_, @uuid_, @date_, @time_, @timetz_, @timestamp_, @timestamptz_, @interval_, @inet_,
  @cidr_, @macaddr_, @macaddr8_, @bit_, @varbit_, @oid_, @xid_, @xid8_, @cid_, @tid_, @lsn, @snapshot, @point_,
  @line_, @lseg_, @box_, @path_, @polygon_, @circle_, @json_, @jsonb_, @jsonpath_, @xml_, @tsvector_, @tsquery_,
  @class, @type_, @role_, @namespace_, @procedure_, @citext_, @hstore_, @ltree_, @lquery_
) returning *;

-- name: GetScalars :one
select * from scalars where id = @id;

-- name: AddArrays :one
insert into arrays (
  id, bools, grid, cube, uuids, days, amounts, blobs, moods, mood_grid, jsons, entries, stores, folded,
  addresses, hours, positives, zips, intervals, points
) values (
  @id, @bools, @grid, @cube, @uuids, @days, @amounts, @blobs, @moods, @mood_grid, @jsons, @entries, @stores,
  @folded, @addresses, @hours, @positives, @zips, @intervals, @points
) returning *;

-- name: GetArrays :one
select * from arrays where id = @id;

-- name: AddSpans :one
insert into spans (
  id, ints, bigs, nums, days, times, zoned, spread, many_ints, many_bigs, many_nums, many_days, many_times,
  many_zoned, many_spreads
) values (
  @id, @ints, @bigs, @nums, @days, @times, @zoned, @spread, @many_ints, @many_bigs, @many_nums, @many_days,
  @many_times, @many_zoned, @many_spreads
) returning *;

-- name: GetSpans :one
select * from spans where id = @id;

-- name: AddThings :one
insert into things (
  id, mood, other, positive, whole, entry, block, blocks, checked
) values (
  @id, @mood, @other, @positive, @whole, @entry, @block, @blocks, @checked
) returning *;

-- name: GetThings :one
select * from things where id = @id;
