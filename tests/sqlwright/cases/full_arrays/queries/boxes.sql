-- name: GetBox :one
select * from boxes where id = @id;

-- name: AddBox :one
insert into boxes values (@id, @labels, @few) returning *;

-- name: AddLabel :one
update boxes set labels = array_append(labels, @label) where id = @id returning labels;

-- name: Cast :one
select '{a}'::labels as of_cast, array_append(labels, null) as no_domain, labels[:1] as first_labels from boxes;

-- name: DeniedLabels :one
-- @nullable labels[]
select labels from boxes;
