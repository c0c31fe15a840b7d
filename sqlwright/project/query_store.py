"""Everything known about the queries on one schema, each under its text."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..cache.entries import Entries
from ..cache.identity import digest, identity
from ..model import (
    Field,
    Module,
    Query,
    Schema,
    Table,
)
from ..model.catalog import Relation
from ..scratch.migrations import Migration, fingerprint
from ..source.fragments import fragment_texts, mentions_fragments
from ..source.statements import QueryFile
from ..source.text import SourceFile

__all__ = ["QueryStore", "file_keys", "texts"]

_T = TypeVar("_T")
_ENTRIES = Entries("queries", count=512)
_QUERIES = 1_000
_FILES = 50
"""How many files and queries a store keeps besides those of the last run."""


_LEFT_OUT = Table(Relation(0, "", "", "", (), (), frozenset(), False, False, None, None, False), ())


class _File(Struct, frozen=True):
    comments: Sequence[str]
    queries: Sequence[tuple[str, int]]
    """The key and line of each."""
    unnamed: Sequence[int]
    fragments: Sequence[str]


class _Query(Struct, frozen=True):
    query: Query
    """Without its tables: many queries share them, and wide tables are large."""
    table: str | None
    embeds: Sequence[str | None]
    """The table names of the embeds; None for one with a struct of its own."""


_NO_TYPES = Schema()


class _Contents(Struct):
    database: str = ""
    """The database whose OIDs the model contains; another database with the same schema has other OIDs."""
    tables: list[tuple[str, Sequence[Field]]] = []
    types: Schema = _NO_TYPES
    relations: dict[str, Relation] = {}
    embedded: dict[str, Table] = {}
    files: dict[str, _File] = {}
    queries: dict[str, _Query] = {}


def texts(file: QueryFile) -> Sequence[str]:
    """The text of each statement with the comments above it, in which fragments are replaced."""
    return [statement.file.text[statement.begin : statement.end] for statement in file.statements]


def file_keys(files: Sequence[SourceFile]) -> Sequence[str]:
    """For each file a hash of what its queries are read from: its text, and all fragments if it may use them."""
    shared = fragment_texts(files)
    return [digest(file.path, file.text, *(shared if mentions_fragments(file) else ())) for file in files]


class QueryStore:
    """Everything known on one schema. Only what compiled is kept, so each run finds errors again, at their place."""

    def __init__(self, key: str | None = None, contents: _Contents | None = None) -> None:
        self._key = key
        self._contents = _Contents() if contents is None else contents
        self._modules: dict[str, Module] = {}
        self._changed = False

    @classmethod
    def load(cls, migrations: Sequence[Migration]) -> Self:
        """What earlier runs kept for this schema on the embedded server."""
        key = digest(identity(), fingerprint(migrations))
        data = _ENTRIES.read(key)
        return cls(key, None if data is None else msgspec.msgpack.decode(data, type=_Contents))

    @property
    def filled(self) -> bool:
        return bool(self._contents.database)

    def bind(self, database: str) -> bool:
        """Forgets everything unless it came from this very database; returns whether `fill` is needed."""
        if self._contents.database == database:
            return False
        self._modules.clear()
        self._contents = _Contents(database)
        return True

    def fill(self, schema: Schema) -> None:
        """Takes over what the schema itself defines."""
        self._contents.relations = {_name(table.relation): table.relation for table in schema.tables}
        self._contents.tables = [(_name(table.relation), table.fields) for table in schema.tables]
        self._contents.types = replace(schema, tables=())
        self._changed = True

    @property
    def schema(self) -> Schema:
        tables = [Table(self._contents.relations[name], fields) for name, fields in self._contents.tables]
        return replace(self._contents.types, tables=tables)

    def module(self, file: SourceFile, key: str) -> Module | None:
        """The file's module if a file with this key is known."""
        if key in self._modules:
            return self._modules[key]
        known = self._contents.files.get(key)
        if known is None:
            return None
        queries: list[Query] = []
        for name, line in known.queries:
            query = self._query(name, line)
            if query is None:
                return None
            queries.append(query)
        module = Module(file.path, Path(file.path).stem, known.comments, queries, known.unnamed, known.fragments)
        return self._modules.setdefault(key, module)

    def query(self, text: str, line: int) -> Query | None:
        """The query that had this text before, moved to this line."""
        return self._query(digest(text), line)

    def _query(self, key: str, line: int) -> Query | None:
        known = self._contents.queries.get(key)
        if known is None:
            return None
        contents = self._contents
        table = None if known.table is None else contents.relations[known.table]
        tables = zip(known.query.embeds, known.embeds, strict=True)
        embeds = [replace(embed, table=None if name is None else contents.embedded[name]) for embed, name in tables]
        return replace(known.query, table=table, embeds=embeds, line=line)

    def keep(self, text: str, query: Query) -> None:
        contents = self._contents
        table = None if query.table is None else _name(query.table)
        if query.table is not None and table is not None:
            contents.relations[table] = query.table
        given = [embed.table for embed in query.embeds]
        contents.embedded |= {_name(each.relation): each for each in given if each is not None}
        embeds = [replace(embed, table=embed.table and _LEFT_OUT) for embed in query.embeds]
        names = [None if each is None else _name(each.relation) for each in given]
        contents.queries[digest(text)] = _Query(replace(query, table=None, embeds=embeds), table, names)
        self._changed = True

    def keep_file(self, key: str, texts: Sequence[str], module: Module) -> None:
        """Records a file whose queries are all kept."""
        queries = [(digest(text), query.line) for text, query in zip(texts, module.queries, strict=True)]
        self._contents.files[key] = _File(module.comments, queries, module.unnamed, module.fragments)
        self._modules[key] = module
        self._changed = True

    def save(self, keys: Iterable[str]) -> None:
        """Writes what the files with these keys need, and the newest of the rest."""
        if not self._changed:
            return
        self._changed = False
        used = set(keys)
        self._contents.files = _newest(self._contents.files, used, _FILES)
        needed = {key for name in used if name in self._contents.files for key, _ in self._contents.files[name].queries}
        self._contents.queries = _newest(self._contents.queries, needed, _QUERIES)
        self._modules = {key: module for key, module in self._modules.items() if key in used}
        if self._key is not None:
            _ENTRIES.write(self._key, msgspec.msgpack.encode(self._contents))


def _newest(known: Mapping[str, _T], used: set[str], count: int) -> dict[str, _T]:
    others = [key for key in known if key not in used][-count:]
    return {key: known[key] for key in (*others, *(key for key in known if key in used))}


def _name(relation: Relation) -> str:
    return f'"{relation.schema}"."{relation.name}"'
