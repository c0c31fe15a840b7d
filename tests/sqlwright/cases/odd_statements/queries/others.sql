-- name: GetmcP :one
select id from t where slug = $1;
