alter table of_baseline add later int; alter table of_baseline set (fillfactor = 90, timescaledb.compress);
