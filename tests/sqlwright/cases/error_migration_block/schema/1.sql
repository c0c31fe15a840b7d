create table users (id int);

do $$
begin
  alter table users add color colour;
end $$;
