create or replace view seen as select second from flyway;
