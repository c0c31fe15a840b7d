"""Places in PostgreSQL's write-ahead log: how far a server is, and what a reader must not miss."""

from msgspec import Struct

# No row comes from a server that takes no writes. The name of a file in the log begins with its timeline.
OF_PRIMARY = """\
select left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as timeline, pg_current_wal_insert_lsn()::text as lsn
where not current_setting('transaction_read_only')::boolean"""

# A role without pg_read_all_stats does not see `received_tli`. What it sees instead follows a promotion late: at the
# next restart point.
OF_REPLICA = """\
select lpad(to_hex(greatest((select received_tli from pg_stat_wal_receiver), c.timeline_id)), 8, '0') as timeline,
       pg_last_wal_replay_lsn()::text as lsn
from pg_control_checkpoint() c
where pg_is_in_recovery()"""

# All servers of a cluster have the same, and no other cluster has it.
CLUSTER = "select system_identifier from pg_control_system()"


class Position(Struct, frozen=True):
    timeline: int
    lsn: int

    @staticmethod
    def of(timeline: str, lsn: str) -> "Position":
        """From PostgreSQL's texts, such as 0000000A and 16/B374D848."""
        high, _, low = lsn.partition("/")
        return Position(int(timeline, 16), int(high, 16) << 32 | int(low, 16))

    def has(self, other: "Position") -> bool:
        """Whether a server that is here has all that was committed up to there.

        Every promotion begins a timeline, which has what was kept of the one before; what was not kept, nobody can
        show. On an earlier timeline a server may be as far and have something else.
        """
        return self.timeline >= other.timeline and self.lsn >= other.lsn


NOWHERE = Position(0, 0)
