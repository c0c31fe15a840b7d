-- migrate:up
create type kind as enum ('a');
-- migrate:down
drop type kind;
