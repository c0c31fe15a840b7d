-- What sqlc cannot see in a DO block stands here once more.
alter table teams add column name text not null, add column city text;
