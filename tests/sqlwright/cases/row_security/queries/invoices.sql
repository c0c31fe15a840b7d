-- name: AddInvoice :one
insert into invoices (number) values (@number) returning *;

-- name: ListInvoices :many
-- @stream
select * from invoices order by id;

-- name: RemoveInvoice :execrows
delete from invoices where id = @id;
