-- name: ListTables :many
select oid, relname from pg_catalog.pg_class where relkind = @kind::"char";
