-- What is found by its meaning.

-- name: AddPassage :one
insert into passages values (@id, @body, @embedding, @half, @sparse) returning *;

-- name: CopyPassages :copyfrom
insert into passages (id, body, embedding) values (@id, @body, @embedding);

-- name: Closest :many
select id, embedding <-> @embedding as distance from passages order by 2 nulls last, id limit @count;

-- name: Centre :one
select avg(embedding) as centre from passages;

-- name: Near :batchmany
select id from passages where embedding <-> @embedding < @distance order by id;
