"""The queries of the peers that write their SQL by hand."""

GET = "select id, email, name, version, created_at, updated_at from users where id = $1 and deleted_at is null"
LIST = """\
select id, email, name, version, created_at, updated_at from users
where deleted_at is null order by created_at desc, id desc limit $1"""
CREATE = """\
insert into users (email, name) values ($1, $2) returning id, email, name, version, created_at, updated_at"""
ORDERS = """\
select id, user_id, status, total, paid, created_at, updated_at from orders
where status = $2 order by created_at desc, id desc limit $1"""
ORDER = "select id, user_id, status, total, paid, created_at, updated_at from orders where id = $1"
ITEMS = "select sku, quantity, unit_price, line_total from order_items where order_id = $1 order by position"
PAYMENTS = "select id, order_id, amount, method, created_at from payments where order_id = $1 order by created_at, id"
SHIPMENT = "select order_id, carrier, tracking_number, shipped_at from shipments where order_id = $1"
