-- name: NoSelect :notify
notify order_placed;

-- name: AnUpdate :notify
update orders set total = 1;

-- name: AnotherFunction :notify
select lower('order_placed');

-- name: TwoColumns :notify
select pg_notify('order_placed', 'x'), 1;

-- name: NoConstant :notify
select pg_notify(@channel, 'x');

-- name: NoName :notify
select pg_notify('', 'x');

-- name: PerhapsNull :notify
select pg_notify('totals', (select json_agg(total) from orders)::text);

-- name: NotAStream :notify
-- @stream
select pg_notify('order_placed', 'x');

-- name: NoPayload :notify
-- @json document: uuid.UUID
select pg_notify('anything', '{}'::jsonb::text);

-- name: OfOne :one
-- @notify
select pg_notify('anything', 'x');

-- name: WithMore :exec
-- @notify order_placed
select pg_notify('order_placed', 'x');
