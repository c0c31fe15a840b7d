create type size as enum ('small', 'large');
create domain sku as text check (value ~ '^\w+$');

create table products (
  id bigint primary key generated always as identity,
  sku sku not null unique,
  price numeric not null,
  size size,
  tags jsonb not null default '[]',
  note text
);

create table orders (
  id bigint primary key generated always as identity,
  customer text not null
);

create table order_items (
  order_id bigint not null references orders,
  position bigint not null,
  sku sku not null references products (sku),
  quantity integer not null check (quantity > 0),
  primary key (order_id, position)
);
