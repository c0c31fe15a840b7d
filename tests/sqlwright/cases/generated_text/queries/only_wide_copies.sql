-- Nothing here needs Iterable, so it is not imported.

-- name: CopyTheThingsOfTheTableWhoseNameIsNearlyAsLongAsCanBe :copyfrom
insert into a_table_with_a_name_that_is_nearly_as_long_as_names_can_be
(id, a_column_whose_name_nobody_would_want_to_write_out_by_hand, colour) values ($1, $2, $3);
