-- migrate:up
create table notes (
  id         uuid        primary key default gen_random_uuid(),
  title      text        not null,
  body       text        not null default '',
  version    bigint      not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint notes_title_check check (char_length(title) between 1 and 200)
);

comment on column notes.version is 'Counts the changes, from 1: the ETag.';

-- A title is free again once its owner is deleted.
create unique index notes_title_key on notes (title) where deleted_at is null;

-- The pages of the list, newest first.
create index notes_page_idx on notes (created_at desc, id desc) where deleted_at is null;

-- migrate:down
drop table notes;
