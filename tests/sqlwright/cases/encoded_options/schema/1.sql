create type full_size as (from_left int, "to" numeric);
create table big_things (id bigint primary key, "class" text, made_at timestamptz not null, full_size full_size);
