-- name: All :many
select * from t;
