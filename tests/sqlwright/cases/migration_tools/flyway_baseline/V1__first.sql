create table of_version_1 (wrong int);
