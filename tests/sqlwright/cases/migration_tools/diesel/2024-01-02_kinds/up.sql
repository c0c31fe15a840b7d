alter table diesel add column kind text;
