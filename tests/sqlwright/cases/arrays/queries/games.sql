-- name: GetGame :one
select * from games where id = @id;

-- name: AddGame :exec
insert into games (id, moves, scores, board, players) values (@id, @moves, @scores, @board, @players);

-- name: Collected :one
-- Without a NULL where none was collected, or where FILTER has left it out.
select array_agg(id) as ids, array_agg(comment) as comments,
  coalesce(array_agg(comment) filter (where comment is not null), '{}') as known,
  array(select id from games) as all_ids, array(select comment from games) as all_comments
from games;

-- name: Made :many
select array[id, 1] as pair, array[comment, 'x'] as maybe, string_to_array(players, ',') as players,
  string_to_array(players, ',', '') as some_players, '{1,NULL}'::int[] as given, array_append('{1}', id) as one_more,
  array_remove(moves, null) as moves_made, moves as moves
from games;

-- name: Nested :many
select array[[1, 2], [3, id]] as square, '{{{1}}}'::int[] as constant, array[array[comment]] as comments,
  scores[1:2] as slice, coalesce(scores, '{}') as scores, scores || array[1.5] as more, array_fill(0, array[2, 2]) as zeros
from games;

-- name: NestedCollected :one
select array_agg(array[id, 1]) as pairs, array_agg(scores) as all_scores, array(select moves from games) as all_moves,
  max(moves) as longest, max(scores) as best
from games;

-- name: Through :many
with lines (line) as (select array[array[id]] from games)
select lines.line, half.line as half, v.rows, openings.* from lines, lateral (select lines.line[1:1]) as half (line),
  (values (array[[1]]), ('{}')) as v (rows), openings
union all
select null, '{}', '{}', 0, '{}', '{}';

-- name: Vectors :one
select '1 2'::int2vector as keys, array['1 2'::oidvector] as of_vectors;

-- name: Records :many
-- What is in a record is typed like a column.
select row(id, array[[players], ['x']], comment, row(array[comment], 1)) as record from games order by id;
