-- name: InTheMiddle :many
select id as number_0, id as number_1, id as number_2, id as number_3, id as number_4, id as number_5, id as number_6, id as number_7, id as number_8, id as number_9, id as number_10, id as number_11, id as number_12, id as number_13, id as number_14, id as number_15, id as number_16, id as number_17, id as number_18, id as number_19, nope, id as number_0, id as number_1, id as number_2, id as number_3, id as number_4, id as number_5, id as number_6, id as number_7, id as number_8, id as number_9, id as number_10, id as number_11, id as number_12, id as number_13, id as number_14, id as number_15, id as number_16, id as number_17, id as number_18, id as number_19 from users;

-- name: AtTheStart :many
select nope, id as number_0, id as number_1, id as number_2, id as number_3, id as number_4, id as number_5, id as number_6, id as number_7, id as number_8, id as number_9, id as number_10, id as number_11, id as number_12, id as number_13, id as number_14, id as number_15, id as number_16, id as number_17, id as number_18, id as number_19 from users;

-- name: AtTheEnd :many
select id as number_0, id as number_1, id as number_2, id as number_3, id as number_4, id as number_5, id as number_6, id as number_7, id as number_8, id as number_9, id as number_10, id as number_11, id as number_12, id as number_13, id as number_14, id as number_15, id as number_16, id as number_17, id as number_18, id as number_19 from users where nope;
