-- name: Insert :exec
insert into t (id, ts, ms, one) values ($1, $2, '{}', $3);

-- name: Find :many
select id from t where ms = @ms;

-- name: InItems :batchexec
update t set ts = @ts where id = @id;

-- name: Label :exec
update u set labelled = @labelled;

-- name: AddRoute :exec
insert into routes (id, ways) values (@id, @ways);
