-- migrate:up
create type payment_method as enum ('card', 'transfer', 'cash');

create table payments (
  id         uuid           primary key default gen_random_uuid(),
  order_id   uuid           not null references orders,
  amount     numeric(12, 2) not null,
  method     payment_method not null,
  created_at timestamptz    not null default now(),
  constraint payments_amount_check check (amount > 0)
);

create index payments_order_idx on payments (order_id, created_at, id);

create table shipments (
  order_id        uuid        primary key references orders,
  carrier         text        not null,
  tracking_number text        not null,
  shipped_at      timestamptz not null default now(),
  constraint shipments_carrier_check check (char_length(carrier) between 1 and 100),
  constraint shipments_tracking_number_check check (char_length(tracking_number) between 1 and 100)
);

comment on table shipments is 'How an order went out: all of it, once.';

-- migrate:down
drop table shipments, payments;
drop type payment_method;
