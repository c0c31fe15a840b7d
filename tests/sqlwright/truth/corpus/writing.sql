-- name: Insert :one
-- = id integer!, n integer!, t text!
-- params: integer!, text!
-- rows: one
insert into a (id, n, t) values ($1, 1, $2) returning id, n, t;

-- name: InsertNullable :one
-- = id integer!, n integer
-- params: integer!, integer, text!
-- rows: one
insert into a (id, n, t) values ($1, $2, $3) returning id, n;

-- name: InsertDefaults :one
-- = serial_no bigint!, made timestamp with time zone!, label text!, nothing text, next integer!, double integer
-- rows: one
insert into computed (id) values (9) returning serial_no, made, label, nothing, next, double;

-- name: InsertDefaultKeyword :one
-- = label text!, double integer!
-- rows: one
insert into computed (id, label, n) values (9, default, 4) returning label, double;

-- name: InsertRows :many
-- = n integer, t text!
insert into a (id, n, t) values (11, 1, 'x'), (12, null, 'y') returning n, t;

-- name: InsertSelect :many
-- = n integer!
insert into a (id, n, t) select id + 100, coalesce(n, 0), t from a returning n;

-- name: InsertSelectOne :one
-- = n bigint!
-- rows: one
with s as (insert into c (id, z) select 1, 'zz' returning id) select count(*) as n from s;

-- name: Upsert :one
-- = id integer!, n integer!, x text
-- params: integer!, integer
-- rows: one
insert into a (id, n, t) values (@id, @n::int + 0, 't') on conflict (id) do update set n = excluded.n
  returning id, coalesce(n, 0) as n, null::text as x;

-- name: UpsertBothWays :one
-- = n integer!
-- rows: one
insert into a (id, n, t) values (1, 5, 't') on conflict (id) do update set n = excluded.n returning n;

-- name: UpsertOneWay :one
-- = n integer
-- rows: one
insert into a (id, n, t) values (2, 5, 't') on conflict (id) do update set t = 'u' returning n;

-- name: UpsertWhere :many
-- = n integer!
-- rows: optional
insert into a (id, n, t) values (1, 5, 't') on conflict (id) do update set t = 'u' where a.n is not null returning n;

-- name: InsertNothing :many
-- = id integer!
-- rows: optional
insert into a (id, t) values (1, 't') on conflict do nothing returning id;

-- name: Update :many
-- = n integer!, t text!, b boolean
update a set n = 5 returning n, t, b;

-- name: UpdateByKey :many
-- = n integer
-- params: integer, integer!
-- rows: optional
update a set n = $1 where id = $2 returning n;

-- name: UpdateKnown :many
-- = n integer!, b boolean
update a set b = null where n > 0 and b returning n, b;

-- name: UpdateFrom :many
-- = n integer!, must integer!, z text
update a set n = b.must from b left join c on c.b_id = b.id where a.id = b.a_id returning a.n, b.must, c.z;

-- name: UpdateParts :many
-- = arr integer[]!, j jsonb!
-- rows: optional
update a set arr[1] = 5, j['k'] = '1' where id = 2 returning arr, j;

-- name: UpdateRow :many
-- = n integer!, b boolean
update a set (n, b) = (select 1, null::bool) returning n, b;

-- name: UpdateRowFromTable :many
-- = n integer
update a set (n, b) = (select must, true from b where b.a_id = a.id limit 1) returning n;

-- name: Delete :many
-- = n integer!, t text!, b boolean
delete from a where n = 0 returning n, t, b;

-- name: DeleteUsing :many
-- = z text!, b_id integer!, x text
delete from c using b where c.b_id = b.id returning c.z, c.b_id, b.x;

-- name: DeleteUsingLeft :many
-- = z text!, must integer
delete from c using a left join b on b.a_id = a.id where c.id = a.id returning c.z, b.must;

-- name: OldAndNew :many
-- = old_n integer, new_n integer!, old_t text!
-- from: 18
update a set n = 5 returning old.n as old_n, new.n as new_n, old.t as old_t;

-- name: OldOfInsert :one
-- = old_t text, new_t text!
-- rows: one
-- from: 18
insert into a (id, t) values (1, 'x') on conflict (id) do update set t = 'y' returning old.t as old_t, new.t as new_t;

-- name: NewOfDelete :many
-- = old_t text!, new_t text
-- rows: optional
-- from: 18
delete from a where id = 5 returning old.t as old_t, new.t as new_t;

-- name: Merge :many
-- = action text!, id integer!, n integer, must integer!
-- from: 17
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id
  when matched then update set n = b.must
  when not matched then insert (id, n, t) values (b.id + 100, null, 'm')
  returning merge_action() as action, a.id, a.n, b.must;

-- name: MergeAssigned :many
-- = n integer!, t text!
-- from: 17
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id
  when matched then update set n = b.must
  when not matched then insert (id, n, t) values (b.id + 100, 1, 'm')
  returning a.n, a.t;

-- name: MergeBySource :many
-- = t text!, must integer
-- from: 17
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id
  when matched then do nothing
  when not matched by source then update set n = 1
  returning a.t, b.must;

-- name: MergeNothingBySource :many
-- = t text!, must integer!
-- from: 17
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id
  when matched then update set n = 1
  when not matched by source then do nothing
  returning a.t, b.must;

-- name: OldAndNewOfMerge :many
-- = old_t text!, new_t text!, old_n integer, must integer!
-- from: 18
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id
  when matched then update set n = 1
  returning old.t as old_t, new.t as new_t, old.n as old_n, b.must;

-- name: OldAndNewOfMergeInserting :many
-- = old_t text, new_t text!
-- from: 18
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id
  when matched then update set n = 1
  when not matched then insert (id, t) values (b.id + 100, 'm')
  returning old.t as old_t, new.t as new_t;

-- name: OldAndNewOfMergeDeleting :many
-- = old_v integer!, new_v integer, old_w integer!
-- from: 18
merge into changing using (values (1), (2)) as k (id) on k.id = changing.id
  when matched and changing.v > 0 then delete
  when matched then update set v = 1
  when not matched by source then delete
  returning old.w as old_v, new.w as new_v, old.w as old_w;

-- name: TriggerChanges :many
-- = v integer, w integer!
-- rows: one
insert into changing values (9, 1, 1) returning v, w;

-- name: TriggerChangesUpdate :many
-- = v integer
update changing set v = 1 returning v;

-- name: TriggerDrops :many
-- = v integer!
-- rows: optional
insert into dropping values (9, 1) returning v;

-- name: Ruled :one
-- = v integer!
-- rows: one
insert into ruled values (9, 1) returning v;

-- name: Replaced :many
-- = id integer, v integer
insert into replaced values (9, 1) returning id, v;

-- name: ThroughView :one
-- = id integer!, t text!, n integer
-- params: integer!, text!
-- rows: optional
insert into a_known (id, t) values ($1, $2) returning id, t, n;

-- name: WithoutReturning :exec
-- =
-- params: integer, integer!
-- rows: none
update a set n = $1 where id = $2;

-- name: DeleteThroughView :many
-- = id integer!, n integer!, arr integer[]
with deleted as (delete from a_known returning *) select id, n, null::int[] as arr from deleted;

-- name: UpdateThroughView :many
-- = n integer!, t text!, old_n integer!
-- from: 18
update a_known set t = 'x' returning n, t, old.n as old_n;

-- name: UpdateThroughViewToNull :many
-- = n integer
update a_known set n = null returning n;

-- name: InsertThroughView :many
-- = id integer!, n integer!, missing integer
-- rows: optional
insert into a_known (id, n, t) values (900, 1, 'x') returning id, n, null::int as missing;

-- name: InsertNullThroughView :many
-- = n integer
-- rows: optional
insert into a_known (id, n, t) values (901, null, 'x') returning n;

-- name: InsertSomeThroughView :many
-- = n integer
-- rows: optional
insert into a_known (id, t) values (902, 'x') returning n;

-- name: TriggerOfOtherColumn :one
-- = name text!, slug text!, note text!
-- params: integer!, text!, text, text!, text
-- rows: one
insert into tended (id, name, slug, state, note) values ($1 + 100, $2, $3, $4, coalesce($5, 'x')) returning name, slug, note;

-- name: TriggerNotReached :many
-- = name text!, note text!
-- params: text!, text
update tended set name = $1, slug = $2 where note is not null returning name, note;

-- name: TriggerOfUpdatedColumn :exec
-- =
-- params: text!, text
-- rows: none
update tended set name = $1, slug = coalesce($2, slug);

-- name: TriggerWithWhen :many
-- = name text!, note text
-- params: text, text
update tended set name = $1, state = $2 where note is not null returning name, note;

-- name: TriggerOfEveryUpdate :many
-- = at timestamp with time zone!
-- params: text!
-- rows: optional
update tended set name = $1 where id = 1 returning at;

-- name: TriggerOnConflict :one
-- = name text!, slug text!
-- params: text!
-- rows: one
insert into tended (id, name, slug, state) values (1, $1, 'x', 'x')
on conflict (id) do update set name = excluded.name returning name, slug;

-- name: TriggerChangesExcluded :one
-- = w text
-- rows: one
insert into excluding values (1, 'x', 'x') on conflict (id) do update set w = excluded.v returning w;

-- name: UpdateOfGeneratedInPartitions :many
-- = next integer!
update made_parted set k = k + 1 returning next;

-- name: UpdateOfGeneratedInChildren :many
-- = next integer!, other integer
-- from: 16
update made set id = 1 returning next, other;

-- name: UpdateWithImpossibleArm :many
-- = n integer!, b boolean
update a set b = null where id is null or n is not null returning n, b;

-- name: FunctionsWhereARowIsWritten :one
-- = n integer, next integer, name text!
-- rows: one
insert into calling (id, v, name) values (10, 'w', 'y') returning n, next, name;

-- name: FunctionsWhereADomainIsLeftOut :one
-- = id integer!
-- rows: one
insert into calling (id, v) values (11, 'w') returning id;

-- name: FunctionsWhereARowIsUpdated :many
-- = v text!, n integer!
update calling set v = 'z', n = 7, name = 'q' returning v, n;

-- name: FunctionsOfAPartitionKey :one
-- = id integer!
-- rows: one
insert into halved values (2, 'x') returning id;

-- name: FunctionsOfAPartitionKeyAbove :one
-- = id integer!
-- rows: one
insert into halved_even values (2, 'x') returning id;

-- name: DeleteCascades :many
-- = id integer!
-- rows: optional
delete from owners where id = 1 returning id;

-- name: UpdateCascades :many
-- = tag text!
-- rows: optional
update owners set tag = 'three' where id = 1 returning tag;

-- name: UpdateOfNoKey :many
-- = note text!
-- rows: optional
update owners set note = 'x' where id = 1 returning note;

-- name: StatementsInPlpgsql :one
-- = walked integer
-- rows: one
select walked(1);

-- name: FunctionInAView :one
-- = n bigint!
-- rows: one
select n from counted;

-- name: FunctionOfADefiner :one
-- = asked bigint!
-- rows: one
select asked();

-- name: RuleThatDoesMore :many
-- = v integer, id integer!
update noted set v = v + 1 returning v, id;

-- name: RuleInsteadOfDelete :exec
-- =
-- rows: none
delete from noted_view where id = 1;

-- name: RuleOfOtherCommand :one
-- = id integer!
-- rows: one
insert into noted values (9, 9) returning id;

-- name: DeferredTriggerOfADefiner :one
-- = added integer!
-- rows: one
select add_to_ledger(1) as added;

-- name: DeferredTriggerOfADefinerBelow :one
-- = added integer!
-- rows: one
select add_below(2) as added;

-- name: InsertOrSelect :one
-- The row that is there, or the new one.
-- = id integer!, t text!, fresh boolean!
-- rows: optional
with made as (insert into a (id, t) values (1, 'x') on conflict do nothing returning id, t)
select id, t, true as fresh from made union all select id, t, false from a where id = 1 limit 1;

-- name: UpdateRowOfNoRow :many
-- A subquery without a row sets NULL.
-- = n integer, b boolean
update a set (n, b) = (select must, true from b where false) returning n, b;

-- name: MergeOfAllKinds :many
-- = action text!, id integer!, n integer, x text, must integer
-- from: 17
merge into a using (select distinct on (a_id) * from b) b on b.a_id = a.id + 0
  when matched and b.x is not null then update set n = 1
  when not matched by target then insert (id, n, t) values (b.id + 100, 2, 'm')
  when not matched by source then update set n = null
  returning merge_action() as action, a.id, a.n, b.x, b.must;

-- name: DeletedJoinedToInserted :many
-- = gone integer, made integer, z text
with gone as (delete from c where b_id is null returning id, z), made as (insert into c (id, z) select 50, 'n' from gone returning id)
select gone.id as gone, made.id as made, gone.z from gone full join made on made.id = gone.id;
