create table words (
  id int primary key,
  name text not null,
  n int not null,
  long text generated always as (name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name) stored
);

create view longer as
select
  id,
  name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name
  || name || name || name || name || name || name || name || name || name || name || name || name as long
from words;
