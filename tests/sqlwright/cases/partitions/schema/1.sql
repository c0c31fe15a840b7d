create table readings (
  sensor int not null,
  taken_at timestamptz not null,
  value numeric
) partition by range (taken_at);

create table readings_2025 partition of readings for values from ('2025-01-01') to ('2026-01-01');

create table readings_2026 partition of readings for values from ('2026-01-01') to ('2027-01-01');

-- Not selected from: it has no struct.
create table readings_2027 partition of readings for values from ('2027-01-01') to ('2028-01-01');

create table vehicles (id int primary key, name text not null);

create table trucks (load int not null) inherits (vehicles);
