-- What several files write.

-- fragment: author_json(a)
-- An author as everybody may see one.
json_build_object(
  'id', a.id,
  'name', a.name, -- the 'a' in here stays
  'bio', a.bio
);

-- fragment: visible(t, viewer)
-- A draft is for its author alone.
t.public or t.author_id = viewer;

-- fragment: favourites(a)
(select count(*) from favourites f where f.article_id = a.id);

-- fragment: with_author(ar)
join users u on u.id = ar.author_id;

-- fragment: article_columns(a)
a.id, a.title, sqlc.fragment(favourites, a) as favourites;

-- fragment: published()
articles ar sqlc.fragment(with_author, ar);

-- fragment: recent(days)
select a.* from articles a where a.created_at > now() - make_interval(days => days);

-- fragment: newest(a)
a.created_at desc, a.id desc;

-- fragment: placed()
insert into articles (author_id, title) values (@author_id, @title) returning *;

-- fragment: with_name(a, u)
a.*, u.name as author_name;

-- fragment: filtered(a)
a.title = @title and a.author_id = @author;

-- fragment: tags(a, lines)
select coalesce(json_agg(l.user_id), '[]') from lines l where l.article_id = a.id;

-- fragment: answer()
select 42;
