create table items (
  id int primary key, n int, price numeric(10, 2) not null, name varchar(20) not null, tags text[] not null, meta jsonb,
  created_at timestamptz not null
);
create table tenants (tenant_id int not null, created_at timestamptz not null);
create procedure archive(before date, reason text) language sql as 'select 1';
