drop table flyway;
