-- fragment: (a)
a.id;

-- fragment: author-json(a)
a.id;

-- fragment: unclosed(a
a.id;

-- fragment: trailing(a) :one
a.id;

-- fragment: reserved(a, user)
a.id = user;

-- fragment: numbered(1)
1;

-- fragment: twice_a(a, A)
a.id;

-- fragment: not_used(a, b)
a.id;

-- fragment: empty(a)
;

-- fragment: annotated(a)
-- @optional a
a.id = 1;

-- fragment: syntax(a)
a.id = 1 and
  or a.title = 'x';

-- fragment: statement()
create table t (id int);

-- fragment: no_semicolon(a)
a.id

-- fragment: after_it(a)
a.title;

-- name: Both :one
-- fragment: both(a)
select 1;

-- fragment: hidden(f)
(select count(*) from favourites f where f.article_id = f.id);

-- fragment: first_of_circle(a)
coalesce(sqlc.fragment(second_of_circle, a), 1);

-- fragment: second_of_circle(a)
sqlc.fragment(first_of_circle, a) + a.id;

-- fragment: itself(a)
a.id + sqlc.fragment(itself, a);

-- fragment: good(a)
a.id;

-- fragment: Good(a)
a.id;

-- fragment: TwoTypes(a)
a.id = 1;

-- fragments: plural(a)
a.id;

-- fragment: bare
a.id;

-- fragment: typo(a)
a.titel || a.name;

-- fragment: favourites(a)
(select count(*) from favourites f where f.article_id = a.id);

-- fragment: of_viewer(viewer)
(select count(*) from favourites f where f.user_id = viewer);

-- fragment: nested(ar)
sqlc.fragment(typo, ar) || 'x';
