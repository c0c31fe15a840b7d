-- What a method calls its own keeps out of the way of a parameter of that name.

-- name: ListThings :many
-- @optional args, variant, class
-- @orderby it: "UNSET"
-- @page 3
select * from list_things_pages where "UNSET" > @args and args > @variant and "class" = @class and args > @rows;

-- name: OtherThings :many
-- @optional "UNSET", cursor
-- @orderby 9: "UNSET" desc, -b: args
select "UNSET", args as limit from list_things_pages where "UNSET" > @order_by and args > @"UNSET" and args < @cursor;

-- name: PagesOfThings :many
-- @page 2
select "Keys" as next_cursor, args from list_things_pages where args > @cursor and args <> @"limit" and args <> @items
order by "Keys" desc;

-- name: Fetch_page :one
-- @optional row, status
select count(*) as value from list_things_pages where args = @row and args = @status;

-- name: PatchThings :execrows
-- @optional "Keys", class, status
update list_things_pages as t set "Keys" = @"Keys", class = @class where "UNSET" = @self and args = @status;
