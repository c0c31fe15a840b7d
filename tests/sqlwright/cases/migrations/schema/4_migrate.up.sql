alter table t add column b int;
