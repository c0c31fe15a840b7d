-- migrate:up
create index concurrently items_name on shop.items (name) tablespace fast;
reindex index concurrently shop.items_name;
vacuum analyze shop.items;
drop index concurrently shop.items_name;
