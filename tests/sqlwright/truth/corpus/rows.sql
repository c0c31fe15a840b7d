-- name: ByKey :many
-- = t text!
-- params: integer!
-- rows: optional
select t from a where id = $1;

-- name: ByKeyAndMore :many
-- = t text!
-- rows: optional
select t from a where n > 1 and 3 = id;

-- name: ByExpression :many
-- = t text!
select t from a where id + 0 = 3;

-- name: ByPartOfKey :many
-- = id integer!
select id from b where a_id = 1;

-- name: ByWholeKey :many
-- = id integer!
-- rows: optional
select id from b where a_id = 1 and must = 2;

-- name: ByPartialIndex :many
-- = id integer!
select id from c where b_id = 1;

-- name: ByExpressionIndex :many
-- = id integer!
select id from c where z = 'x';

-- name: ByDeferredKey :many
-- = v integer
select v from late_key where id = 1;

-- name: ByKeyOfParent :many
-- = v text!
select v from parted where id = 1;

-- name: LimitOne :many
-- = t text!
-- rows: optional
select t from a order by id limit 1;

-- name: FetchWithTies :many
-- = t text!
select t from a order by n fetch first 1 row with ties;

-- name: LimitParam :many
-- = t text!
-- params: bigint
select t from a limit $1;

-- name: JoinByKey :many
-- = t text, x text
-- params: integer!
-- rows: optional
select a.t, b.x from b left join a on a.id = b.a_id where b.id = $1;

-- name: JoinToMany :many
-- = t text!, x text
select a.t, b.x from a left join b on b.a_id = a.id where a.id = 1;

-- name: LeftSidePinnedThroughTheRight :many
-- = t text!
select a.t from a left join b on b.id = 1 and b.must = a.n where a.id = coalesce(b.a_id, 3);

-- name: FullJoinOfTwo :many
-- = t text
select a.t from (select * from a where id = 1) a full join (select * from b where id = 3) b on b.a_id = a.id;

-- name: TwoSingles :one
-- = n bigint!, m bigint!
-- rows: one
select n, m from (select count(*) as n from a) x cross join (select count(*) as m from b) y;

-- name: SingleAndMaybe :one
-- = n bigint!, t text
-- rows: one
select x.n, t from (select count(*) as n from a) x left join a on a.id = x.n;

-- name: Having :many
-- = n bigint!
-- rows: optional
select count(*) as n from a having count(*) > 100;

-- name: Offset :many
-- = n bigint!
-- rows: optional
select count(*) as n from a offset 1;

-- name: UniqueSubquery :many
-- = id integer!
-- rows: optional
select s.id from (select id from a where id = 1 order by id limit 5) s;

-- name: CteOfOne :one
-- = n bigint!
-- rows: one
with s as (select count(*) as n from a) select n from s;

-- name: UpsertBesideAnother :many
-- The UPDATE runs once the conflicting row is found, and a row that it has changed is not updated once more.
-- = id integer!
-- rows: optional
with first as (update guarded set v = 2 where id = 1 returning v)
insert into guarded values (1, 3) on conflict (id) do update set v = (select v from first) returning id;

-- name: LateralForEachRow :many
-- = id integer!
select a.id from a join lateral (values (coalesce(a.n, a.id))) v (v) on a.id = v.v;

-- name: LateralFunctionForEachRow :many
-- = id integer!
select a.id from a join lateral abs(a.id) v on a.id = v;

-- name: LateralSubqueryForEachRow :many
-- = id integer!, n bigint!
select a.id, s.n from a join lateral (select count(*) as n, a.id as other from b) s on a.id = s.other;

-- name: LateralOfOneRow :many
-- = id integer!, v integer!
-- rows: optional
select b.id, v.v from a join lateral (values (a.id)) v (v) on true join b on b.id = v.v where a.id = 1;

-- name: OneOfDistinct :many
-- = t text!
-- params: text!
-- rows: optional
select q.t from (select distinct t from a) q where q.t = $1;

-- name: OneOfUnion :many
-- = t text!
-- params: text!
-- rows: optional
select q.t from (select t from a union select x from b) q where q.t = $1;

-- name: OneOfUnionAll :many
-- = t text!
-- params: text!
select q.t from (select t from a union all select x from b) q where q.t = $1;

-- name: OneColumnOfIntersect :many
-- = t text!
-- params: integer!
select q.t from (select id, t from a intersect select id, t from a) q where q.id = $1;

-- name: AlikeInAnotherType :many
-- To char, strings that end in spaces are equal, and to text they are not.
-- = t text!
select q.t from (select distinct t from a) q where q.t::bpchar = 'x';

-- name: AlikeInAnotherTypeOfUnion :many
-- = t text!
select q.t from (select t from a union select t from a) q where q.t::bpchar = 'x';

-- name: KeyThatIsDistinct :many
-- = t text!
select t from a where id is distinct from 1;

-- name: KeyThatIsNotDistinct :many
-- = t text!
select t from a where not (id is distinct from 1);

-- name: DeletedWithDistinctKeys :many
-- = id integer!
delete from tied where 1 is distinct from id returning id;

-- name: LimitOfAFraction :one
-- PostgreSQL rounds it to 0.
-- = n bigint!
-- rows: optional
select count(*) as n from a limit 0.4;

-- name: LimitInAString :one
-- = n bigint!
-- rows: one
select count(*) as n from a limit '1';

-- name: ByKeyOfASubquery :many
-- = t text!
-- rows: optional
select t from a where id = (select max(id) from b);

-- name: ByKeyOfALaterSubquery :many
-- = t text!, x text
-- rows: optional
select a.t, b.x from a join b on b.id = (select min(c.b_id) from c) and b.a_id = a.id;

-- name: ByKeyOfACorrelatedSubquery :many
-- = t text!
select t from a where id = (select max(b.a_id) from b where b.a_id = a.id);
