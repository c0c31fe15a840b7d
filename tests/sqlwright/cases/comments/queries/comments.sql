-- The file's own words,
-- on two lines.

-- Of nobody: a blank line sets it off.

-- Right above the name.
-- name: Above :many
select id from t;

-- name: Below :many
-- Under the name.
--
-- With "quotes" and a \ too.
select /* inside */ id -- at the end
from t -- after the last word
;

/* name: Block :exec */
/* In a block,
   on two lines. */
delete from t where note = 'a -- "b" \ ''' and id = 1;

-- name: Quoted :one
select 'ends with "' as "q""";

-- trailing words belong to none
