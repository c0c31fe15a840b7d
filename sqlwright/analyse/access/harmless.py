"""Which of PostgreSQL's own functions only compute or read, though they are volatile, and which act, though they are not.

Volatile (`provolatile` of PostgreSQL 18, `include/catalog/pg_proc.dat`) says only that two calls may differ. A volatile
function that is not here counts as one that acts: it changes something, or speaks of the server that runs it.
"""

__all__ = ["ACTS", "HARMLESS"]

HARMLESS = frozenset(
    (
        # random values
        *("array_sample", "array_shuffle", "gen_random_uuid", "random", "random_normal", "uuidv4", "uuidv7"),
        # the time
        *("clock_timestamp", "pg_sleep", "pg_sleep_for", "pg_sleep_until", "timeofday"),
        # sizes, which are the same on a replica
        *("pg_database_size", "pg_indexes_size", "pg_relation_size", "pg_table_size", "pg_tablespace_size"),
        "pg_total_relation_size",
        # the partitions of a table
        *("pg_partition_ancestors", "pg_partition_tree"),
    )
)

ACTS = frozenset(("pg_current_xact_id", "txid_current"))
"""They are stable, but give the transaction a number, which a standby refuses."""
