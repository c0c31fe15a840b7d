-- A comment is no name.
select * from users;
