-- name: CountModels :one
-- models.py has the tables, so these queries are in models_.py.
select count(*) from users;
