insert into members (id, email, name, address, born, tier, settings, notes, joined_at) values
  ('00000000-0000-0000-0000-000000000001', 'Ann@example.com', 'Ann', ('Long 1', 'Oslo', '0150'), '1990-05-01', 'plus',
   '{"theme": "dark"}', 'likes=>tea, none=>NULL', '2026-01-01 00:00Z'),
  ('00000000-0000-0000-0000-000000000002', 'bob@example.com', 'Bob', null, null, 'basic', '{}', null, '2026-01-02 00:00Z'),
  ('00000000-0000-0000-0000-000000000003', 'cid@example.com', 'Cid', null, '1990-05-01', 'life-long', '[1, null]', '',
   '2026-01-03 00:00Z');
insert into branches (id, name, address, openings, place, phones) values
  (1, 'Centre', ('Main 1', 'Oslo', '0001'), array[(1, '[9,17)'), null, (2, null)]::opening[], '(0,0)', '{1,2}'),
  (2, 'North', (null, 'Bergen', null), '{}', null, '{}');
insert into staff values
  (1, 1, null, 'Dora', 'director', 6000, '{[2026-01-01 08:00Z,2026-01-01 16:00Z)}'),
  (2, 1, 1, 'Lee', 'librarian', 4000, null),
  (3, 2, 2, 'Kim', 'keeper', null, '{}');
insert into subjects values ('fiction', 'Fiction'), ('fiction.crime', 'Crime');
insert into authors values (1, 'Ada', 1900, 1980, array['A.', null]), (2, 'Ben', 1970, null, '{}');
select setval('authors_id_seq', 10), setval('branches_id_seq', 10), setval('staff_id_seq', 10), setval('fines_id_seq', 10);
insert into books values
  ('111111111X', 'Alpha', 'A start', 'fiction', 'en', '2020-01-01', 100, 10.00, '{"prize": "gold"}', '\x89'),
  ('2222222222', 'Beta', null, 'fiction.crime', 'no', '2021-01-01', null, null, '{"series": 2}', null),
  ('3333333333', 'Gamma', null, null, 'en', null, null, null, null, null);
insert into book_authors values ('111111111X', 1, 1), ('111111111X', 2, 2), ('2222222222', 2, 1);
insert into copies values
  (1, '111111111X', 1, 'C1', 'new', '2020-02-01'), (2, '111111111X', 2, 'C2', 'worn', null),
  (3, '2222222222', 1, 'C3', 'torn', null);
insert into reviews values
  ('111111111X', '00000000-0000-0000-0000-000000000001', 5, 'good'),
  ('111111111X', '00000000-0000-0000-0000-000000000002', 3, null);
insert into loans (id, copy_id, member_id, lent_on, returned_on) values
  (1, 1, '00000000-0000-0000-0000-000000000001', '2026-01-01', null),
  (2, 2, '00000000-0000-0000-0000-000000000002', '2025-06-01', '2025-06-10');
insert into fines values
  (1, '00000000-0000-0000-0000-000000000002', 1.50, 'late', null),
  (2, '00000000-0000-0000-0000-000000000002', 0.25, null, '2026-02-01 12:00Z');
insert into rooms values (1, 1, 'Blue', 4), (2, 1, 'Red', 10);
insert into bookings (id, room_id, member_id, during) values
  (1, 1, '00000000-0000-0000-0000-000000000001', '[2026-03-01 10:00Z,2026-03-01 12:00Z)');
select setval('bookings_id_seq', 10);
insert into visits values (1, '2026-03-01', 10), (1, '2026-03-02', 20), (2, '2026-03-01', 5);
refresh materialized view popular;
