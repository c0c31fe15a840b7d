-- What several queries say of articles.

-- fragment: readable(a, viewer)
-- A draft is for its author alone.
not a.is_draft or a.author_id = viewer;

-- fragment: tags_of(a)
array(select t.name from tags t where t.article_id = a.id order by t.name);

-- fragment: favourites_of(a)
(select count(*) from favourites f where f.article_id = a.id);

-- fragment: is_favourite(a, viewer)
exists (select from favourites f where f.article_id = a.id and f.user_id = viewer);

-- fragment: shown(a, u, viewer)
-- An article as lists show it, with its author.
a.id, a.slug, a.title, a.is_draft, a.version, a.created_at, a.updated_at,
sqlc.embed(u.name, u.bio) as author,
sqlc.fragment(tags_of, a) as tags,
sqlc.fragment(favourites_of, a) as favourites,
sqlc.fragment(is_favourite, a, viewer) as is_favourite;
