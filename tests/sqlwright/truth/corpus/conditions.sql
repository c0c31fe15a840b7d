-- name: IsNotNull :many
-- = n integer!
select n from a where n is not null;

-- name: NotIsNull :many
-- = n integer!
select n from a where not (n is null);

-- name: StrictOperator :many
-- = n integer!, arr integer[]
select n, arr from a where n > 0;

-- name: EitherColumn :many
-- = n integer, b boolean
select n, b from a where n > 0 or b;

-- name: EitherOfOneColumn :many
-- = n integer!
select n from a where n > 2 or n < 1;

-- name: EitherWithFalse :many
-- = n integer!
select n from a where n > 2 or false;

-- name: Bare :many
-- = b boolean!
select b from a where b;

-- name: BareNot :many
-- = b boolean!
select b from a where not b;

-- name: IsTrue :many
-- = b boolean!
select b from a where b is true;

-- name: IsNotTrue :many
-- = b boolean
select b from a where b is not true;

-- name: IsNotUnknown :many
-- = b boolean!, n integer!
select b, n from a where b is not unknown and (n > 1) is not unknown;

-- name: DistinctFrom :many
-- = n integer, m mood!
select n, m from a where n is distinct from 1 and m is distinct from null;

-- name: NotDistinctFrom :many
-- = n integer!, m mood
select n, m from a where n is not distinct from 1 and m is not distinct from $1;

-- name: CoalesceFalse :many
-- = n integer!
select n from a where coalesce(n > 0, false);

-- name: CoalesceTrue :many
-- = n integer
select n from a where coalesce(n > 0, true);

-- name: CoalesceOfTwo :many
-- = n integer, b boolean
select n, b from a where coalesce(n, b::int) = 1;

-- name: NullIf :many
-- = n integer!
select n from a where nullif(n, 3) > 0;

-- name: InList :many
-- = n integer!, t text!
select n, t from a where n in (1, 2) and t not in ('x', 'y');

-- name: InListWithNull :many
-- = n integer!
select n from a where n in (1, null);

-- name: NotInList :many
-- = n integer!
select n from a where n not in (1, 2);

-- name: NotAllOfEmpty :many
-- = n integer
select n from a where n <> all ('{}'::int[]);

-- name: AnyOfColumn :many
-- = n integer!, arr integer[]!
select n, arr from a where n = any (arr);

-- name: RowIsNotNull :many
-- = n integer!, b boolean!
select n, b from a where (n, b) is not null;

-- name: RowEquals :many
-- = n integer!, b boolean!
select n, b from a where (n, b) = (1, true);

-- name: RowLess :many
-- = n integer!, b boolean
select n, b from a where (n, b) < (5, true);

-- name: Between :many
-- = n integer!
select n from a where n between 0 and 2;

-- name: Like :many
-- = x text!
select x from b where x like 'x%';

-- name: SameExpression :many
-- = k text!, s text
select j ->> 'k' as k, j ->> 's' as s from a where j ->> 'k' is not null;

-- name: SameSubscript :many
-- = k jsonb!, first integer
select j['k'] as k, arr[1] as first from a where j['k'] is not null;

-- name: CastOfExpression :many
-- = k text!
select j ->> 'k' as k from a where (j ->> 'k')::int > 0;

-- name: CaseInWhere :many
-- = n integer!
select n from a where case when n > 0 then true else false end;

-- name: StrictFunction :many
-- = x text!
select x from b where length(x) > 0;

-- name: OpaqueStrictFunction :many
-- = n integer!, opaque integer
select n, opaque(n) from a where opaque(n) = 3;

-- name: Having :many
-- = n integer!, max text!, total bigint!
select n, max(t), sum(n) as total from a group by n having n > 0;

-- name: HavingAggregate :many
-- = t text!, max integer!, min integer
select t, max(n), min(n) from a group by t having max(n) > 0;

-- name: ParamInEmptyGroup :one
-- = given integer, count bigint!
-- params: integer
-- rows: one
select sqlc.narg('given')::int as given, count(*) from a where n = sqlc.narg('given')::int;

-- name: CaseNarrows :many
-- = n integer!
select case when n is null then 0 else n end as n from a;

-- name: CaseNarrowsTwice :many
-- = n integer!, b boolean
select case when n is null then 0 when n > 1 then n else n end as n, case when n is null then b else true end as b from a;

-- name: CaseTestNarrows :many
-- = n integer!, m integer
select case n when 1 then n else 0 end as n, case n when 1 then 0 else n end as m from a;

-- name: CaseNarrowsJoin :many
-- = state text!, must integer!, a_id integer!
select case when b.id is null then 'none' else 'some' end as state,
  case when b.id is null then 0 else b.must end as must,
  case when b.x is not null then b.a_id else 0 end as a_id
from a left join b on b.a_id = a.id;

-- name: AndNarrows :many
-- = positive boolean!, other boolean
select n is not null and n > 0 as positive, n is not null or n > 0 as other from a;

-- name: OrNarrows :many
-- = small boolean!
select n is null or n < 2 as small from a;

-- name: AndFalse :many
-- = f boolean!, t boolean!, n boolean
select b and false as f, b or true as t, b and true as n from a;

-- name: Pushed :many
-- = must integer!, x text
select must, x from (select b.id, b.must, b.x from a left join b on b.a_id = a.id) s where s.id is not null;

-- name: PushedIntoView :many
-- = must integer!, x text
select must, x from joined where must > 0;

-- name: PushedIntoUnion :many
-- = must integer!, n integer!
select must, n from (
  select b.must, b.id as n from a left join b on b.a_id = a.id
  union all select 1, null
) s where n is not null;

-- name: CaseSettled :many
-- = id integer!, t text!
select case when id is null then null else id end as id, case when true then t when n = 1 then null end as t from a;

-- name: WholeRow :many
-- = n integer!, arr integer[]!, x text
select a.n, a.arr, b.x from a left join b on b.a_id = a.id where a is not null;

-- name: WholeRowOfJoin :many
-- = n integer, x text!, must integer!
select a.n, other.x, other.must from a left join b other on other.a_id = a.id where other is not null;

-- name: WholeRowIsSomething :many
-- = x text, must integer!
select other.x, other.must from a left join b other on other.a_id = a.id where not (other is null);

-- name: WholeRowDeleted :many
-- = id integer!, n integer!, after integer
delete from a where a is not null returning id, n, null::int as after;

-- name: WholeRowUpdated :many
-- = v integer!, w integer
update guarded set v = null where guarded is not null returning id as v, v as w;

-- name: ImpossibleArm :many
-- = n integer!, b boolean
select n, b from a where id is null or n is not null;

-- name: PossibleArm :many
-- = n integer
select n from a where b is null or n is not null;

-- name: ImpossibleArmOfAnd :many
-- = n integer!, b boolean
select n, b from a where (t is null or n is not null) and (n is null or b);

-- name: ImpossibleArmBesideAJoin :many
-- = x text!
select b.x from a left join b on b.a_id = a.id where a.id is null or b.x is not null;

-- name: ArmThatAJoinMakesPossible :many
-- = x text
select b.x from a left join b on b.a_id = a.id where b.id is null or b.x is not null;

-- name: ImpossibleArmOfHaving :many
-- = t text!, m integer!
select t, max(n) as m from a group by t having t is null or max(n) is not null;

-- name: ArmThatGroupingSetsMakePossible :many
-- = t text, m integer
select t, max(n) as m from a group by rollup (t) having t is null or max(n) is not null;

-- name: ImpossibleArmInRecursion :many
-- = v integer, n integer
with recursive w (v, n) as (select 1, 1 union select case when w.v < 3 then w.v + 1 end, nullif(w.n, 2)
  from w where w.v is null or w.n is not null) select v, n from w;

-- name: ElseOfIsNull :many
-- = n integer!
select n from a where case when n is null then false else true end;

-- name: ThenOfIsNull :many
-- = n integer
select n from a where case when n is null then true else false end;

-- name: SecondBranchAfterIsNull :many
-- = n integer!, b boolean
select n, b from a where case when n is null then false when b is null then true else n > 0 end;

-- name: CheckOfAState :many
-- = paid_at integer!, due integer, sent integer!, note text
select paid_at, due, sent, note from bills where state = 'paid';

-- name: CheckOfAnotherState :many
-- = paid_at integer, due integer!, sent integer
select paid_at, due, sent from bills where state = 'new';

-- name: CheckOfNoState :many
-- = paid_at integer, due integer, sent integer
select paid_at, due, sent from bills where id > 0;

-- name: CheckOfAStateOrAnother :many
-- = paid_at integer
select paid_at from bills where state = 'paid' or id = 2;

-- name: CheckOfAParameter :many
-- = paid_at integer
-- params: text!
select paid_at from bills where state = $1;

-- name: CheckOfEquivalence :many
-- = note text!
select note from bills where kind = 'glad' and id > 0;

-- name: CheckOfEquivalenceNegated :many
-- = note text
select note from bills where kind = 'sad';

-- name: CheckOfNumber :many
-- = lost integer!
-- rows: optional
select lost from bills where id = 3;

-- name: CheckOfOtherNumber :many
-- = lost integer
-- rows: optional
select lost from bills where id = 2;

-- name: CheckBesideAnOuterJoin :many
-- = paid_at integer
select b.paid_at from a left join bills b on b.id = a.id and b.state = 'paid';

-- name: CheckUnderAnOuterJoin :many
-- = paid_at integer!
select b.paid_at from a left join bills b on b.id = a.id where b.state = 'paid';

-- name: CheckOfUpdatedRow :many
-- = paid_at integer, state text!
update bills set state = 'lost', due = 1, sent = 1 where state = 'paid' returning paid_at, state;

-- name: CheckThatIsUnknown :many
-- = due integer, paid_at integer!
select due, paid_at from bills where paid_at is not null;

-- name: CheckOfAnImpossibleArm :many
-- = a integer!, b integer, c integer
select a, b, c from tied;

-- name: CheckOfAKnownColumn :many
-- = b integer!, c integer!
select b, c from tied where b > 0;

-- name: CheckOfAReturnedRow :many
-- = a integer!, b integer, c integer
update tied set b = null where b > 0 returning a, b, c;

-- name: CheckOfAReturnedRowInCase :many
-- = c integer!
update tied set a = 5 returning case when b is not null then c else 0 end as c;

-- name: CheckOfTheOldRow :many
-- = a integer, b integer, c integer
-- rows: one
-- from: 18
insert into tied values (9, 9, null, 9) on conflict (id) do update set b = null returning old.a, old.b, old.c;

-- name: HavingOfAConstantGroup :many
-- = l integer
select array_length(array['a'], 1) as l from a group by rollup (array_length(array['a'], 1))
having array_length(array['a'], 1) is not null;

-- name: HavingOfAGroup :many
-- = n integer!
select n from a group by rollup (n) having n is not null;

-- name: CheckOfDistinct :many
-- = paid_at integer, due integer
select paid_at, due from bills where state is distinct from 'paid';

-- name: AnyOfColumns :many
-- = n integer!, t text!, b boolean
select n, t, b from a where 1 = any (array[n]) and 'x' = any (array[t, 'y']);

-- name: AnyOfSeveralColumns :many
-- A match with one element says nothing of the others.
-- = x text, must integer, n integer
select b.x, b.must, a.n from a left join b on b.a_id = a.id where 1 = any (array[b.must, b.a_id]) or 1 in (a.n, b.must);

-- name: AllOfColumns :many
-- = n integer!, k integer!
select a.n, c.b_id as k from a left join c on c.id = a.id where 100 > all (array[a.n, c.b_id]);

-- name: AllOfSubarrays :many
-- A NULL is left out of an array of arrays.
-- = arr integer[]
select arr from a where 100 > all (array[arr, arr]);

-- name: NotAnyOfColumns :many
-- = n integer!, k integer!
select a.n, c.b_id as k from a left join c on c.id = a.id where not (100 = any (array[a.n, c.b_id]));

-- name: NotAllOfColumns :many
-- = n integer, k integer
select a.n, c.b_id as k from a left join c on c.id = a.id where not (1 = all (array[a.n, c.b_id]));

-- name: NullIfTrue :many
-- = n integer!, b boolean!
select n, b from a where nullif(n > 0, false) and not nullif(b, true);

-- name: SubqueryHasValue :many
-- = n integer!, b boolean
select n, b from a where (select a.n + c.id from c where c.id = a.id or a.b limit 1) is not null;

-- name: SubqueryHasRow :many
-- = n integer!, b boolean!
select n, b from a where (select c.id from c where c.id >= a.n and a.b limit 1) > 0;

-- name: SubqueryHasGroup :many
-- An aggregate gives a row whatever WHERE says.
-- = n integer, b boolean
select n, b from a where (select count(*) from c where c.id >= a.n and a.b) >= 0;

-- name: SubqueryHasGroupedValue :many
-- = n integer!, b boolean
select n, b from a where (select max(c.id) + a.n from c) > 0;

-- name: SubqueryOfUnion :many
-- = n integer
select n from a where (select a.n from c where c.id = 1 union select 1 limit 1) > 0;

-- name: FieldIsNotNull :many
-- = y text!, p pair!, x integer
select (p).y, p, (p).x from domained where (p).y is not null;

-- name: FieldIsCompared :many
-- = y text!, p pair!
select (p).y, p from domained where (p).y > '' and (p).x is null;

-- name: CheckOfABoolean :many
-- = at integer!, why integer
select at, why from switched where done;

-- name: CheckOfANegatedBoolean :many
-- = at integer, why integer!
select at, why from switched where not done;

-- name: CheckOfABooleanThatIsCompared :many
-- = at integer!, why integer
select at, why from switched where done = true;

-- name: CheckOfABooleanThatIsFalse :many
-- = at integer, why integer!
select at, why from switched where done is false;

-- name: CheckOfABooleanThatIsNotTrue :many
-- = at integer, why integer
select at, why from switched where maybe is not true;

-- name: CheckOfABooleanThatMayBeNull :many
-- = at integer!, why integer
select at, why from switched where maybe;

-- name: CheckOfABooleanOrAnother :many
-- = at integer, why integer
select at, why from switched where done or maybe;

-- name: CheckOfABooleanUnderAnOuterJoin :many
-- = at integer!, lost integer
select s.at, t.at as lost from a left join switched s on s.id = a.id left join switched t on t.id = a.id and t.done where s.done;

-- name: CheckOfABooleanInAnUpdate :many
-- WHERE speaks of the row as it was.
-- = at integer, why integer!
update switched set done = not done, why = coalesce(why, 0) where done returning at, why;

-- name: CheckThatOneIsThere :many
-- = n integer!, m integer
select n, m from switched where m is null;

-- name: CheckThatOneIsThereOfBoth :many
-- = n integer, m integer
select n, m from switched where id > 0;

-- name: CheckThatOneIsThereNotNull :many
-- = n integer, m integer!
select n, m from switched where m is not null;

-- name: CheckOfACase :many
-- = n integer!, m integer
select n, m from switched where kind = 'a';

-- name: CheckOfALaterBranch :many
-- = n integer, m integer!
select n, m from switched where kind = 'b' and not done;

-- name: CheckOfAnEarlierBranch :many
-- = n integer, m integer
select n, m from switched where kind = 'c' and done;

-- name: CheckOfABranchThatIsNotSettled :many
-- = n integer, m integer
select n, m from switched where not done;

-- name: CheckThatDiffers :many
-- = a integer!, b integer
select a, b from switched where b is null;

-- name: CheckThatDiffersFromKnown :many
-- = a integer, b integer!
select a, b from switched where b > 0;
