-- name: AddPlan :one
insert into plans (id, hours, shapes, plan) values (@id, @hours, @shapes, @plan) returning *;

-- name: AddPlans :batchexec
insert into plans (id, hours) values (@id, @hours);

-- name: CopyPlans :copyfrom
insert into plans (id, hours, shapes) values (@id, @hours, @shapes);

-- name: GetPlans :many
select hours from plans order by id;
