-- Before grants.sql, in one transaction with it: the role loses what its queries no longer need.
revoke all on all tables in schema public from app;
