-- name: Marks :many
select * from marks where grade = @grade;
