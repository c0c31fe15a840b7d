-- As dumps of other servers are.
SET statement_timeout = 0;
SET transaction_timeout = 0;
SET default_tablespace = fast;
SET default_table_access_method = columnar;
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO somebody;
CREATE SCHEMA shop AUTHORIZATION somebody;
CREATE SCHEMA AUTHORIZATION archive;
CREATE TABLE shop.items (
    id bigint NOT NULL,
    name text COMPRESSION lz4 NOT NULL,
    CONSTRAINT items_pkey PRIMARY KEY (id) USING INDEX TABLESPACE fast
) USING columnar WITH (timescaledb.hypertable = true, fillfactor = 70) TABLESPACE fast;
ALTER TABLE shop.items ALTER COLUMN name SET COMPRESSION lz4;
ALTER TABLE ONLY shop.items ALTER COLUMN name SET (some_version=324422872);
ALTER TABLE shop.items SET TABLESPACE slow;
SECURITY LABEL ON TABLE shop.items IS 'system_u:object_r:sepgsql_table_t:s0';
CREATE MATERIALIZED VIEW archive.names TABLESPACE slow AS SELECT name FROM shop.items WITH NO DATA;
REFRESH MATERIALIZED VIEW archive.names;
