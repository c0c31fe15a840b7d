alter table numbers add column b text;
