create table posts (id int primary key, user_id int references users, state state not null);
create index posts_user_id on posts (user_id);
