"""Schema files as PostgreSQL takes them: plain SQL, or the up part of a migration."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from .source.text import SourceFile

__all__ = ["Migration", "fingerprint", "is_down", "read_migration"]


class Migration(Struct, frozen=True):
    """A schema file's SQL to apply, at the same offsets as in the file: everything else is blanked out."""

    file: SourceFile
    sql: str
    transaction: bool
    """Whether the tool runs it in one transaction."""

    def statements(self) -> Iterator[tuple[int, str]]:
        """Each statement with its offset; the whole where the parser does not know the syntax, for the server to judge."""
        import postgast

        text = SourceFile(self.file.path, self.sql)
        try:
            parsed = postgast.parse(self.sql)
        except postgast.PgQueryError:
            yield 0, self.sql
            return
        for statement in parsed.stmts:
            start = text.from_bytes(statement.stmt_location)
            length = statement.stmt_len
            end = text.from_bytes(statement.stmt_location + length) if length else len(self.sql)
            yield start, self.sql[start:end]


_UP = re.compile(
    r"^[ \t]*--[ \t]*(?:migrate:up|\+goose[ \t]+up|\+migrate[ \t]+up)\b(?P<options>.*)$", re.IGNORECASE | re.MULTILINE
)
_DOWN = re.compile(
    r"^[ \t]*--[ \t]*(?:migrate:down|\+goose[ \t]+down|\+migrate[ \t]+down)\b.*$", re.IGNORECASE | re.MULTILINE
)
_NO_TRANSACTION = re.compile(r"transaction:[ \t]*false|notransaction|no[ \t]+transaction", re.IGNORECASE)
_GOOSE_NO_TRANSACTION = re.compile(r"^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b", re.IGNORECASE | re.MULTILINE)
_META = re.compile(r"^\\.*$", re.MULTILINE)
"""psql's own commands, which pg_dump writes into its output."""


def is_down(name: str) -> bool:
    """golang-migrate keeps the way back in a file of its own."""
    return name.endswith(".down.sql")


def read_migration(file: SourceFile) -> Migration:
    text = file.text
    up = _UP.search(text)
    if up is None:
        return Migration(file, _META.sub(lambda match: " " * len(match[0]), text), True)
    down = _DOWN.search(text, up.end())
    end = down.start() if down else len(text)
    transaction = not (_NO_TRANSACTION.search(up["options"]) or _GOOSE_NO_TRANSACTION.search(text))
    return Migration(file, _blank(text[: up.end()]) + text[up.end() : end], transaction)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def fingerprint(migrations: Sequence[Migration]) -> bytes:
    """What the schema is made of: the same bytes give the same database."""
    return b"\0".join(f"{m.sql}\1{m.transaction}".encode() for m in migrations)
