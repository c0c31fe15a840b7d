-- name: CopyWideThings :copyfrom
insert into a_table_with_a_name_that_is_nearly_as_long_as_names_can_be
(id, a_column_whose_name_nobody_would_want_to_write_out_by_hand, another_column_whose_name_nobody_would_want_to_write_out)
values ($1, $2, $3);

-- name: CopyTheRowsOfTheTableWhoseNameIsNearlyAsLongAsCanBe :copyfrom
insert into a_table_with_a_name_that_is_nearly_as_long_as_names_can_be
(id, a_column_whose_name_nobody_would_want_to_write_out_by_hand, colour) values ($1, $2, $3);

-- name: GetURLOfTheTableWhoseNameIsNearlyAsLongAsNamesCanBe :many
-- @notnull another_column_whose_name_nobody_would_want_to_write_out[]
-- @stream
select id, another_column_whose_name_nobody_would_want_to_write_out
from a_table_with_a_name_that_is_nearly_as_long_as_names_can_be;

-- name: PageThroughTheTableWhoseNameIsNearlyAsLong :many
-- @page 50
select id from a_table_with_a_name_that_is_nearly_as_long_as_names_can_be order by id;
