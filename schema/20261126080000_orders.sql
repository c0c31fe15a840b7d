-- migrate:up
create type order_status as enum ('pending', 'paid', 'shipped', 'cancelled');

comment on type order_status is 'An order is pending until its total is paid, or it is cancelled; once paid it can be shipped.';

create table orders (
  id         uuid           primary key default gen_random_uuid(),
  user_id    uuid           not null references users,
  status     order_status   not null default 'pending',
  -- Wider than what is allowed, so that a total which is not meets the rule that says so, by its name.
  total      numeric(24, 2) not null,
  paid       numeric(12, 2) not null default 0,
  created_at timestamptz    not null default now(),
  updated_at timestamptz    not null default now(),
  constraint orders_total_check check (total > 0 and total < 10000000000),
  -- Nobody pays more than is owed, and what is paid says what an order can be.
  constraint orders_paid_check check (
    case status
      when 'pending' then paid >= 0 and paid < total
      when 'cancelled' then paid = 0
      else paid = total
    end
  )
);

comment on table orders is 'What someone wants to have, and how far it is.';
comment on column orders.total is 'The sum of its items'' line totals.';
comment on column orders.paid is 'The sum of its payments.';

create table order_items (
  order_id   uuid           not null references orders on delete cascade,
  position   bigint         not null,
  sku        text           not null,
  quantity   bigint         not null,
  unit_price numeric(12, 2) not null,
  line_total numeric(12, 2) not null generated always as (quantity * unit_price) stored,
  constraint order_items_pkey primary key (order_id, position),
  constraint order_items_position_check check (position between 1 and 100),
  constraint order_items_sku_check check (char_length(sku) between 1 and 64),
  constraint order_items_quantity_check check (quantity between 1 and 1000000000),
  constraint order_items_unit_price_check check (unit_price > 0 and unit_price < 10000000000)
);

-- The pages of ListOrders in both its orders, forwards and backwards. A cursor is a place in an index, and so is the end
-- of a span of time where the order is by time; by total, the span is filtered from the index, or sorted if it is short.
-- Of all orders.
create index orders_created_at_idx on orders (created_at, id);
create index orders_total_idx on orders (total, id);
-- Of one user, in a certain status or not: nobody has so many that the others are in the way.
create index orders_user_created_at_idx on orders (user_id, created_at, id);
create index orders_user_total_idx on orders (user_id, total, id);
-- In a status, however few are in it, and wherever they stand among all.
create index orders_status_created_at_idx on orders (status, created_at, id);
create index orders_status_total_idx on orders (status, total, id);

-- migrate:down
drop table order_items, orders;
drop type order_status;
