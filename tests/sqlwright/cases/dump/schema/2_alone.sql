-- Each statement of a plain file is committed, as psql does it.
create index concurrently on notes (body);
alter type mood add value 'middle';
alter table notes alter mood set default 'middle', alter mood set not null;
vacuum notes;
