alter table users
  ad column age int;
