create table t (id int primary key, note text);
comment on table t is E'Two lines,\nand a \\ "quote"';
comment on column t.note is 'Says "hi"';
