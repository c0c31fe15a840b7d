-- name: CountTickets :one
select count(*) from tickets;
