-- name: ListMembers :many
select m.*, t.name, t.city from members m join teams t on t.id = m.team_id;

-- name: AddMember :one
insert into members (team_id, avatar, nick) values (@team_id, @avatar, @nick) returning id;
