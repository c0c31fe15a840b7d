create type mood as enum ('sad', 'happy');
create type size as enum ('small', 'large');
create type the_colour_of_something_with_a_name_that_is_quite_long as enum ('red', 'green');
create table notification_preferences (id int primary key, mood mood not null, size size not null);
create table a_table_with_a_name_that_is_nearly_as_long_as_names_can_be (
  id int primary key,
  a_column_whose_name_nobody_would_want_to_write_out_by_hand text not null,
  another_column_whose_name_nobody_would_want_to_write_out text[] not null,
  colour the_colour_of_something_with_a_name_that_is_quite_long not null,
  constraint a_constraint_with_a_name_that_is_nearly_as_long_as_they_can_be check (id > 0)
);

create type a_state_of_a_shipment_between_warehouses as enum (
  'waiting_for_a_carrier_that_can_take_it_to_the_next_warehouse', 'delivered'
);

create domain address_of_a_machine_that_sent_a_request as inet;
