-- migrate:up
-- Ids of orders begin with the time from now on, as those of version 7 do, so that a month is a range of ids: the key
-- stays `id`, and whoever has an id finds its month.
create function time_ordered_id() returns uuid language sql volatile as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;

create function first_id_of(month date) returns uuid language sql immutable as $$
  select rpad(lpad(to_hex((extract(epoch from month::timestamp) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

alter table order_items drop constraint order_items_order_id_fkey;
alter table payments drop constraint payments_order_id_fkey;
alter table shipments drop constraint shipments_order_id_fkey;

alter table orders rename to orders_in_one;
alter index orders_pkey rename to orders_in_one_pkey;
drop index orders_created_at_idx, orders_total_idx, orders_user_created_at_idx, orders_user_total_idx,
           orders_status_created_at_idx, orders_status_total_idx;

create table orders (
  id         uuid           primary key default time_ordered_id(),
  user_id    uuid           not null constraint orders_user_id_fkey references users,
  status     order_status   not null default 'pending',
  total      numeric(24, 2) not null,
  paid       numeric(12, 2) not null default 0,
  created_at timestamptz    not null default now(),
  updated_at timestamptz    not null default now(),
  constraint orders_total_check check (total > 0 and total < 10000000000),
  constraint orders_paid_check check (
    case status
      when 'pending' then paid >= 0 and paid < total
      when 'cancelled' then paid = 0
      else paid = total
    end
  )
) partition by range (id);

comment on table orders is 'What someone wants to have, and how far it is.';
comment on column orders.total is 'The sum of its items'' line totals.';
comment on column orders.paid is 'The sum of its payments.';

create index orders_created_at_idx on orders (created_at, id);
create index orders_total_idx on orders (total, id);
create index orders_user_created_at_idx on orders (user_id, created_at, id);
create index orders_user_total_idx on orders (user_id, total, id);
create index orders_status_created_at_idx on orders (status, created_at, id);
create index orders_status_total_idx on orders (status, total, id);

-- Two years in months, and what lies around them: ids that were made at random lie anywhere.
create table orders_before partition of orders for values from (minvalue) to (first_id_of('2026-11-01'));
create table orders_after partition of orders for values from (first_id_of('2028-11-01')) to (maxvalue);

do $$
declare
  month date;
begin
  for number in 0..23 loop
    month := date '2026-11-01' + make_interval(months => number);
    execute format(
      'create table %I partition of orders for values from (%L) to (%L)',
      'orders_' || to_char(month, 'YYYY_MM'), first_id_of(month), first_id_of((month + interval '1 month')::date)
    );
  end loop;
end
$$;

insert into orders select * from orders_in_one;
drop table orders_in_one;

alter table order_items add constraint order_items_order_id_fkey
  foreign key (order_id) references orders on delete cascade;
alter table payments add constraint payments_order_id_fkey foreign key (order_id) references orders;
alter table shipments add constraint shipments_order_id_fkey foreign key (order_id) references orders;

-- migrate:down
select 1 / 0 as "there is no way back: make a table of all partitions by hand";
