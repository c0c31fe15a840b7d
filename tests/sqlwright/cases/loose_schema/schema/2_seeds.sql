-- Functions of another database, in statements that change no type.
insert into teams (id, name) select 1, group_concat(hex('a'), '');
