create table users (id int primary key, name text, settings jsonb);

create view authors as
select
  id,
  json_build_object('name', name) as author,
  json_build_array(id, name) as pair,
  json_build_object('name', name) as plain,
  json_build_object('name', name) as good
from users;
