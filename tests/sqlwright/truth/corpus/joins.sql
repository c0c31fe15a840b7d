-- name: Table :many
-- = id integer!, n integer, t text!, b boolean, j jsonb, arr integer[], m mood, at timestamp with time zone
select * from a;

-- name: InnerJoin :many
-- = t text!, x text, must integer!, a_id integer!
select a.t, b.x, b.must, b.a_id from a join b on b.a_id = a.id;

-- name: LeftJoin :many
-- = t text!, must integer
select a.t, b.must from a left join b on b.a_id = a.id;

-- name: RightJoin :many
-- = t text, must integer!
select a.t, b.must from a right join b on b.a_id = a.id;

-- name: FullJoin :many
-- = t text, must integer
select a.t, b.must from a full join b on b.a_id = a.id;

-- name: CrossJoin :many
-- = t text!, must integer!
select a.t, b.must from a cross join b;

-- name: LeftJoinReducedByWhere :many
-- = t text!, must integer!, a_id integer!
select a.t, b.must, b.a_id from a left join b on b.a_id = a.id where b.x = 'x';

-- name: LeftJoinKeptByIsNull :many
-- = t text!, must integer
select a.t, b.must from a left join b on b.a_id = a.id where b.id is null;

-- name: FullJoinReducedToLeft :many
-- = t text!, must integer
select a.t, b.must from a full join b on b.a_id = a.id where a.t = 'one';

-- name: FullJoinReducedToInner :many
-- = t text!, must integer!, a_id integer!
select a.t, b.must, b.a_id from a full join b on b.a_id = a.id where a.t = 'one' and b.must = 1;

-- name: FullJoinUsing :many
-- = id integer!, t text, must integer
select id, a.t, b.must from a full join b using (id);

-- name: FullJoinUsingSides :many
-- = id integer, id integer, either integer!
select a.id, b.id, coalesce(a.id, b.id) as either from a full join b using (id);

-- name: FullJoinThrice :many
-- = id integer!
select id from a full join b using (id) full join c using (id);

-- name: FullJoinUnderLeft :many
-- = z text!, id integer
select c.z, f.id from c left join (a full join b using (id)) f on f.id = c.b_id;

-- name: FullJoinOfNullable :many
-- = n integer
select n from (select n from a) one full join (select must as n from b) other using (n);

-- name: LeftJoinUsing :many
-- = id integer!, x text
select id, b.x from a left join b using (id);

-- name: RightJoinUsing :many
-- = id integer!, t text
select id, a.t from a right join b using (id);

-- name: NaturalLeftJoin :many
-- = id integer!, must integer
select id, must from a natural left join b;

-- name: UsingWithCast :many
-- = id bigint!
select id from (select id::bigint from a) big left join b using (id);

-- name: NestedLeftJoin :many
-- = t text!, must integer, z text
select a.t, b.must, c.z from a left join (b join c on c.b_id = b.id) on b.a_id = a.id;

-- name: LeftJoinChain :many
-- = t text!, must integer, z text
select a.t, b.must, c.z from a left join b on b.a_id = a.id left join c on c.b_id = b.id;

-- name: LeftJoinChainReducedAtTheEnd :many
-- = t text!, must integer!, z text!
select a.t, b.must, c.z from a left join b on b.a_id = a.id left join c on c.b_id = b.id where c.z <> '';

-- name: InnerJoinAboveLeftReducesIt :many
-- = t text!, must integer!, z text!
select a.t, b.must, c.z from a left join b on b.a_id = a.id join c on c.b_id = b.id;

-- name: LeftUnderRight :many
-- = t text, must integer, z text!
select a.t, b.must, c.z from a left join b on b.a_id = a.id right join c on c.b_id = b.id;

-- name: AliasedJoin :many
-- = t text!, must integer
select j.t, j.must from (a left join b on b.a_id = a.id) as j (id, n, t, b, j, arr, m, at, b_id, a_id, x, must);

-- name: OnConditionOfTheKeptSide :many
-- = n integer, must integer
select a.n, b.must from a left join b on a.n is not null and b.a_id = a.id;

-- name: OnConditionOfTheFilledSide :many
-- = a_id integer, both text!
select b.a_id, case when b.id is not null then b.a_id::text else 'none' end as both from a left join b on b.a_id = a.id;

-- name: SubqueryUnderLeft :many
-- = t text!, one integer
select a.t, s.one from a left join (select a_id, 1 as one from b) s on s.a_id = a.id;

-- name: LeftJoinOnTrue :many
-- = t text!, must integer
select a.t, b.must from a left join b on true;

-- name: LeftJoinOfCount :many
-- = t text!, count bigint!
select a.t, s.count from a cross join (select count(*) from b) s;

-- name: Lateral :many
-- = t text!, last text, n bigint!
select a.t, s.last, c.n from a
  left join lateral (select x as last from b where b.a_id = a.id order by id desc limit 1) s on true
  cross join lateral (select count(*) as n from b where b.a_id = a.id) c;

-- name: LateralSeesItsSibling :many
-- = n integer!, next integer!
select a.n, s.next from a cross join lateral (select a.n + 1 as next) s where a.n > 0;

-- name: LateralLetsThroughOnlyMatches :many
-- = n integer!
select a.n from a cross join lateral (select 1 from b where b.id = a.n) s;

-- name: LateralAggregateLetsEverythingThrough :many
-- = n integer
select a.n from a cross join lateral (select count(*) from b where b.id = a.n) s;

-- name: WholeRow :many
-- = must integer!, missing boolean!
select b.must, a is null as missing from b left join a on a.id = b.a_id;

-- name: WholeRowCondition :many
-- = t text!
select a.t from b left join a on a.id = b.a_id where not (a is null);

-- name: SemiJoin :many
-- = n integer!
select n from a where n in (select must from b);

-- name: Exists :many
-- = n integer!
select n from a where exists (select from b where b.must = a.n);

-- name: NotExists :many
-- = n integer
select n from a where not exists (select from b where b.must = a.n);

-- name: ExistsOfCount :many
-- = n integer
select n from a where exists (select count(*) from b where b.must = a.n);

-- name: NotIn :many
-- = n integer
select n from a where n not in (select must from b where false);

-- name: JoinedToWhatIsAlwaysThere :many
-- = n bigint!, most integer, total bigint!, v integer!, w integer
select c.n, c.most, t.total, v.v, v.w from a
  left join lateral (select count(*) as n, max(b.must) as most from b where b.a_id = a.id) c on true
  left join (select count(*) as total from b) t on true
  left join lateral (values (a.id, a.n)) v (v, w) on true;

-- name: JoinedToWhatMayNotBeThere :many
-- = limited bigint, having bigint, filtered integer, conditional bigint
select l.n as limited, h.n as having, v.v as filtered, c.n as conditional from a
  left join (select count(*) as n from b limit 0) l on true
  left join (select count(*) as n from b having count(*) > 100) h on true
  left join lateral (select v from (values (a.id)) t (v) where v < 0) v on true
  left join (select count(*) as n from b) c on c.n > 100;

-- name: RightJoinOfWhatIsAlwaysThere :many
-- = n bigint!, id integer!
with c as (select count(*) as n from b) select c.n, a.id from c right join a on true;

-- name: OuterInsideWhatIsAlwaysThere :many
-- = n bigint, x text
select c.n, b.x from b left join (a join (select count(*) as n from b) c on true) on a.id = b.a_id and a.id < 0;
