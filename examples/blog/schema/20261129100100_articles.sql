-- migrate:up
create table articles (
  id         bigint      generated always as identity primary key,
  author_id  bigint      not null references users,
  slug       text        not null,
  title      text        not null,
  body       text        not null default '',
  is_draft   boolean     not null default false,
  version    bigint      not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint articles_slug_key unique (slug)
);

comment on table articles is 'An article. A draft is for its author alone.';
comment on column articles.version is 'Counts the changes, from 1.';

create index articles_newest_idx on articles (created_at desc, id desc);
create index articles_author_idx on articles (author_id, created_at desc, id desc);

create table tags (
  article_id bigint not null references articles on delete cascade,
  name       text   not null,
  primary key (article_id, name)
);

create index tags_name_idx on tags (name, article_id);

create table favourites (
  article_id bigint not null references articles on delete cascade,
  user_id    bigint not null references users,
  primary key (article_id, user_id)
);

create index favourites_user_idx on favourites (user_id, article_id);

create table comments (
  id         bigint      generated always as identity primary key,
  article_id bigint      not null references articles on delete cascade,
  author_id  bigint      not null references users,
  body       text        not null,
  created_at timestamptz not null default now()
);

create index comments_article_idx on comments (article_id, id);

create table revisions (
  article_id bigint      not null references articles on delete cascade,
  version    bigint      not null,
  title      text        not null,
  editor_id  bigint      not null references users,
  changed_at timestamptz not null default now(),
  primary key (article_id, version)
);

comment on table revisions is 'What an article was called before a change, and who changed it.';

create function keep_revision() returns trigger language plpgsql as $$
begin
  insert into revisions (article_id, version, title, editor_id)
  values (old.id, old.version, old.title, current_setting('blog.editor')::bigint);
  return new;
end
$$;

create trigger articles_revision after update on articles for each row execute function keep_revision();

-- migrate:down
drop table revisions;
drop table comments;
drop table favourites;
drop table tags;
drop table articles;
drop function keep_revision();
