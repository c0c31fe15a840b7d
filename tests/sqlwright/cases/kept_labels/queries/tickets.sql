-- name: AddTicket :one
insert into tickets (id, state, earlier, mood, last, ended)
values (@id, @state, @earlier, @mood, @last, @ended) returning *;

-- name: States :many
select state from tickets order by id;

-- name: Moods :many
select mood from tickets order by id;

-- name: Documents :many
select json_build_object('state', state, 'mood', mood) as document from tickets order by id;
