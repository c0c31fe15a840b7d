"""Reads schema files: plain SQL, or the up part of a migration."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..errors import CompileError
from ..source.text import SourceFile
from .ddl import Ddl, split_ddl
from .migration_tools import refused, way_up
from .mixed_files import without_named

__all__ = ["Migration", "fingerprint", "read_migration"]


class Migration(Struct, frozen=True):
    """The SQL of a schema file, at its offsets in the file; everything else is blanked out."""

    file: SourceFile
    sql: str
    transaction: bool
    """Whether the migration tool runs it in one transaction; psql commits each statement of a plain file."""

    def statements(self) -> Iterator[Ddl]:
        return split_ddl(self.sql)


def read_migration(file: SourceFile) -> Migration:
    if problems := list(refused(file)):
        raise CompileError(problems)
    sql, transaction = way_up(file.text)
    return Migration(file, without_named(sql), transaction)


def fingerprint(migrations: Sequence[Migration]) -> bytes:
    """Identifies the schema: equal bytes give equal databases."""
    return b"\0".join(f"{m.sql}\1{m.transaction}".encode() for m in migrations)
