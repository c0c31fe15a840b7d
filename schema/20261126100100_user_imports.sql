-- migrate:up
create unlogged table user_imports (
  id    uuid   primary key default gen_random_uuid(),
  line  bigint not null,
  email text   not null,
  name  text   not null
);

comment on table user_imports is 'Rows of a file on their way to users: gone before they are committed, so an import sees its own only.';
comment on column user_imports.id is 'Of the user that the row becomes.';

-- migrate:down
drop table user_imports;
