create type status as enum ('open', 'paid');
create type address as (street text, zip text);
create domain sku as text;
create table customers (id int primary key, name text not null, address address, since date not null);
create table orders (
  id int primary key,
  customer_id int not null references customers,
  status status not null,
  placed_at timestamptz not null,
  note text,
  labels text[] not null
);
create table items (
  order_id int references orders,
  line int,
  sku sku not null,
  price numeric,
  took interval,
  primary key (order_id, line)
);
create view bills as
select o.id, o.status, (select jsonb_agg(i order by i.line) from items i where i.order_id = o.id) as items
from orders o;
