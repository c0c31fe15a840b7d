create domain decoder as jsonb;
create domain decoders as decoder[];
create type span as range (subtype = jsonb);
create type part as (decode json, "class" jsonb[], inner_decoder decoder);
create type whole as (part part, parts part[], decoders decoders, "each" jsonb);
create table documents (
  id int primary key,
  uuid json,
  dates jsonb[],
  converted jsonb not null,
  all_converted jsonb[] not null,
  "date" jsonb not null,
  decoders decoders,
  grid json[][],
  whole whole,
  spans span[],
  "a name that is so long that a line with it twice is too long" jsonb
);
