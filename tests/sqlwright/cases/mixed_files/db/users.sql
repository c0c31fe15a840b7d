create table notes (id int primary key, user_id int not null references users, body text not null);

-- name: GetUser :one
-- A user.
select * from users where id = @id;

create function longest() returns text language sql begin atomic
  select body from notes order by case when body is null then 0 else length(body) end desc limit 1;
end;

/* name: AddNote :exec */
insert into notes (id, user_id, body) values (@id, @user_id, 'a;b');

-- name: Longest :one
select longest();

-- fragment: domain_of(a)
split_part(a.email, '@', 2);

-- name: Domains :many
select distinct sqlc.fragment(domain_of, u) from users u;
