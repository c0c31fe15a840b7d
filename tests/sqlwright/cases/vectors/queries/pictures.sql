-- name: AddPicture :one
insert into pictures values (@id, @embedding, @half, @sparse, @parts) returning *;

-- name: CopyPictures :copyfrom
insert into pictures (id, embedding, half, parts) values (@id, @embedding, @half, @parts);

-- name: Nearest :many
select id, embedding <-> @to as distance from pictures order by distance limit @count::int;

-- name: CloseTo :many
select id from pictures where embedding <->@to < 1 order by embedding <=>@to;
