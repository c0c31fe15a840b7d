insert into a (id, n, t, b, j, arr, m, at) values
  (1, 1, 'one', true, '{"k": 1, "l": [1, null], "s": "x"}', '{1,2}', 'sad', now()),
  (2, null, 'two', null, null, null, null, null),
  (3, 3, 'three', false, '{"k": null, "l": []}', '{NULL,3}', 'glad', 'infinity'),
  (4, 1, 'one', null, '[1, null]', '{}', null, now()),
  (5, 0, '', false, 'null', '{0}', 'glad', '-infinity');
insert into b values (1, 1, 'x', 1), (2, 1, null, 2), (3, null, 'y', 1), (4, 3, null, 3);
insert into c values (1, 1, 'live'), (2, 1, 'dead'), (3, null, 'lost'), (4, 9, 'off');
insert into computed (id, n, label, nothing) values (1, 1, 'l', null), (2, null, null, 'n');
insert into checked values (1, 1, null, 1, null, 1, 'a'), (2, 2, 2, 2, 2, 2, null);
insert into bills values (1, 'paid', 'glad', true, 1, null, 'x', 1, null), (2, 'new', 'sad', false, null, 2, null, null, null),
  (3, 'open', 'sad', false, null, 2, null, null, 3), (4, null, 'sad', false, null, null, null, null, null),
  (5, 'lost', 'glad', true, null, 1, 'x', 5, null);
alter table loose drop constraint later;
insert into loose values (1, null), (null, 2);
alter table loose add constraint later check (v is not null) not valid;
insert into parent values (1, 1, 1);
insert into child values (2, 2, null, null);
insert into made (id) values (1);
insert into made_child (id) values (1), (2);
insert into made_parted values (1, 1);
insert into parted values (1, 1, 'p'), (2, null, 'r');
insert into changing values (1, 1, 1), (2, 2, 2);
insert into ruled values (1, null);
insert into domained values (1, 1, null, null);
insert into domained (id, s) values (2, (select s from domained where false));
insert into late_key values (1, null);
refresh materialized view stored;
insert into guarded values (1, 1);
insert into tended values (1, 'A', 'a', 'open', 'x'), (2, 'B', 'b', 'open', null);
insert into excluding values (1, 'x', 'x');
insert into tied values (1, 1, null, null), (2, 2, 2, 2), (3, 3, null, 3);
insert into calling (id, v, name) values (1, 'V', 'x');
insert into owners values (1, 'one', null), (2, 'two', null);
insert into pets values (1, 1, 'one', null), (2, 1, 'two', null), (3, null, 'one', null);
insert into visits values (1, 1), (2, 3);
insert into noted values (1, 1), (2, null);
insert into switched values (1, true, null, 1, null, 1, null, 'a', 1, null), (2, false, null, null, 2, null, 2, 'b', null, 1),
  (3, true, true, 3, 3, null, 3, 'c', null, 2), (4, false, false, null, 4, 4, null, 'a', 2, null), (5, false, true, 5, 5, null, 5, 'd', 3, null);
