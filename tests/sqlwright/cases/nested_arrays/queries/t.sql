-- name: Read :many
select id, ts, ms, one from t;

-- name: Sent :exec
insert into t (id, ts, ms, one) values (@id, @ts::text::tags[], @ms::text::moods[], @one);
