drop table diesel;
