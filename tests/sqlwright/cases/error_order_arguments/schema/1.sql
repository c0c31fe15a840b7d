create table articles (
  id int primary key,
  title text not null,
  body text not null default '',
  author_id int not null,
  doc tsvector not null generated always as (to_tsvector('english', title || ' ' || body)) stored
);
