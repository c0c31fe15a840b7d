-- name: B :many
select stavalues1 from pg_statistic;
