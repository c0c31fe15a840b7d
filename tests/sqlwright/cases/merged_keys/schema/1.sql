create table customers (
  id bigint primary key generated always as identity,
  name text not null
);
create table orders (
  id bigint primary key generated always as identity,
  customer_id bigint not null references customers
);
