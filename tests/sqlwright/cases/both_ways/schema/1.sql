create type status as enum ('pending', 'paid');

create table orders (
  id int primary key,
  user_id int not null,
  status status not null default 'pending',
  total numeric(12, 2) not null,
  note text,
  placed timestamptz
);

create table lines (order_id int not null references orders on delete cascade, number int not null, primary key (order_id, number));
