"""Reads the files of an entry once: cached results are kept under their texts."""

from collections.abc import Sequence

from msgspec import Struct

from ..scratch.migrations import Migration, is_down, read_migration
from ..source.text import SourceFile
from .config import Config, Entry

__all__ = ["Inputs", "read_inputs"]


class Inputs(Struct, frozen=True):
    migrations: Sequence[Migration]
    queries: Sequence[SourceFile]


def read_inputs(config: Config, entry: Entry) -> Inputs:
    queries = [SourceFile.read(path, config.shown(path)) for path in entry.queries]
    migrations = [
        read_migration(SourceFile.read(path, config.shown(path))) for path in entry.schema if not is_down(path.name)
    ]
    return Inputs(migrations, queries)
