create table invoices (
  id bigint primary key generated always as identity,
  tenant bigint not null default nullif(current_setting('app.tenant', true), '')::bigint,
  number text not null
);

alter table invoices enable row level security;
alter table invoices force row level security;

create policy invoices_of_tenant on invoices
using (tenant = nullif(current_setting('app.tenant', true), '')::bigint);
