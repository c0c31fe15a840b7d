create table users (
  id bigint generated always as identity primary key,
  name text not null,
  bio text
);
create table articles (
  id bigint generated always as identity primary key,
  author_id bigint not null references users,
  title text not null,
  tags text[] not null
);

-- A body that PostgreSQL parses when the function is made.
create function user_json(u users) returns json stable language sql
  return json_build_object('id', u.id, 'name', u.name, 'bio', u.bio);

-- A body that is a string.
create function author_json(author bigint) returns jsonb stable language sql as $$
  select jsonb_build_object('id', u.id, 'name', u.name, 'bio', u.bio) from users u where u.id = author
$$;

create function article_json(article bigint, viewer bigint default null) returns jsonb stable language sql begin atomic
  select jsonb_build_object(
    'id', a.id, 'title', a.title, 'tags', a.tags, 'author', author_json(a.author_id), 'viewer', viewer
  )
  from articles a where a.id = article;
end;

create function point_json(x int, y int) returns json immutable strict language sql as $$
  select json_build_object('x', x, 'y', y)
$$;

create function titles(author bigint) returns setof jsonb stable language sql as $$
  select jsonb_build_object('title', a.title) from articles a where a.author_id = author
$$;

create function tagged(tag text) returns table (article_id bigint, document json) stable language sql as $$
  select a.id, json_build_object('title', a.title, 'tag', tag) from articles a where tag = any (a.tags)
$$;

-- The document is read from a text, so nothing is known of it.
create function from_text(x text) returns jsonb immutable language sql as 'select x::jsonb';

-- A function in another language says nothing of its documents.
create function in_plpgsql() returns jsonb language plpgsql as 'begin return jsonb_build_object(''a'', 1); end';

-- A function that calls itself has no end.
create function tree(depth int) returns jsonb language sql as $$
  select jsonb_build_object('depth', depth, 'below', case when depth > 0 then tree(depth - 1) end)
$$;

-- Of the statements, the last gives the result.
create function counted(label text) returns jsonb language sql as $$
  update articles set title = title where false;
  select jsonb_build_object('label', label, 'articles', count(*)) from articles
$$;

create function any_json(x anyelement) returns jsonb immutable language sql as $$ select jsonb_build_object('x', x) $$;
