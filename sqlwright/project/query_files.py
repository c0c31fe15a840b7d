"""The query files of a run: unchanged ones give known modules, the others give statements to compile."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from ..errors import CompileError, Problem
from ..model import Module, Query
from ..source.fragments import Fragments, read_fragments
from ..source.statements import Statement, read_queries
from ..source.text import SourceFile
from .duplicate_names import Duplicates, are_distinct, duplicates, query_names
from .module_names import module_stems
from .query_store import QueryStore, file_keys, texts

__all__ = ["QueryFiles", "Refuse"]

Refuse = Callable[[Query], tuple[str, str] | None]
"""Why a query cannot be printed, and a hint; None for most queries."""


class _Scanned:
    """A file whose statements had to be read."""

    def __init__(self, file: SourceFile, key: str, fragments: Fragments) -> None:
        self.key = key
        self.file, self.problems = read_queries(file, fragments)
        self.total = (
            len(self.file.statements) + len(self.problems) - len(fragments.problems.get(self.file.file.path, ()))
        )
        """How many queries it has, with those that cannot be read."""
        self.texts = texts(self.file)
        self.known: Sequence[Query | None] = []
        """Each statement's query if the store has it; set by `read_unknown`."""


class QueryFiles:
    """Turns files into modules and keeps the results in the store."""

    def __init__(self, files: Sequence[SourceFile], store: QueryStore, refuse: Refuse) -> None:
        self._files = files
        self.keys = file_keys(files)
        """What the store knows the files by."""
        self._store = store
        self._refuse = refuse
        self._known = [self._module(file, key) for file, key in zip(files, self.keys, strict=True)]
        self.complete = None not in self._known and self._are_distinct([])
        """Whether everything is known, so that no file needs reading."""
        self._scanned: list[_Scanned | None] = [None] * len(files)
        self._stems = module_stems([file.path for file in files])
        self._duplicates = Duplicates([], set(), set())
        self.problems: list[Problem] = []
        self.counts: dict[str, tuple[int, int]] = {}
        """For each file, how many of its queries compile, and how many it has; set by `modules`."""

    def _module(self, file: SourceFile, key: str) -> Module | None:
        """The file's module if it is known and has no problem; a problem's place is found only by reading the file."""
        module = self._store.module(file, key)
        return None if module is None or any(map(self._is_refused, module.queries)) else module

    def _is_refused(self, query: Query) -> bool:
        try:
            return self._refuse(query) is not None
        except Exception:  # noqa: BLE001 - told at its place, once the file is read
            return True

    def _are_distinct(self, scanned: Sequence[_Scanned | None]) -> bool:
        modules = [module for module in self._known if module is not None]
        queries = [query for module in modules for query in module.queries]
        statements = [statement for each in scanned if each is not None for statement in each.file.statements]
        names = [name for each in (*queries, *statements) for name in query_names(each.name, each)]
        fragments = [name for module in modules for name in module.fragments]
        fragments += [each.name for every in scanned if every is not None for each in every.file.fragments]
        return are_distinct(self._files, names, fragments)

    async def read_unknown(self) -> Sequence[Statement]:
        """Reads the unknown files; returns the statements in them that are unknown too."""
        fragments = read_fragments(self._files)
        self._scanned = []
        for file, key, module in zip(self._files, self.keys, self._known, strict=True):
            self._scanned.append(_Scanned(file, key, fragments) if module is None else None)
            await asyncio.sleep(0)  # let PostgreSQL's answers in between files
        if not self._are_distinct(self._scanned):
            # To say where the duplicates are, read all files.
            read = [
                each or _Scanned(file, key, fragments)
                for each, file, key in zip(self._scanned, self._files, self.keys, strict=True)
            ]
            self._duplicates = duplicates([each.file for each in read])
            self.problems += self._duplicates.problems
            self._scanned = list(read)
        self.problems += [problem for each in self._scanned if each is not None for problem in each.problems]
        unknown: list[Statement] = []
        for each in self._scanned:
            if each is not None:
                pairs = zip(each.file.statements, each.texts, strict=True)
                each.known = [self._store.query(text, statement.line) for statement, text in pairs]
                pairs = zip(each.file.statements, each.known, strict=True)
                unknown += [statement for statement, query in pairs if query is None]
        return unknown

    def modules(self, compiled: Sequence[Query | CompileError] = ()) -> Sequence[Module]:
        """All modules, given the results of the statements that `read_unknown` returned."""
        rest = iter(compiled)
        modules: list[Module] = []
        for file, each, known in zip(self._files, self._scanned, self._known, strict=True):
            module = known if each is None else self._compiled(each, rest)
            if module is None:
                continue
            total = len(module.queries) if each is None else each.total
            is_dropped = file.path in self._duplicates.files
            self.counts[file.path] = 0 if is_dropped else len(module.queries), total
            if not is_dropped:
                modules.append(replace(module, stem=self._stems[file.path], queries=list(_all(module))))
        return modules

    def count_unread(self) -> None:
        """Counts all queries as not compiling, for a schema that cannot be applied."""
        for file, each in zip(self._files, self._scanned, strict=True):
            if each is not None:
                self.counts[file.path] = 0, each.total

    def _compiled(self, scanned: _Scanned, rest: Iterator[Query | CompileError]) -> Module:
        file = scanned.file
        queries: list[Query] = []
        good: list[Query] = []
        for statement, text, known in zip(file.statements, scanned.texts, scanned.known, strict=True):
            query = known
            if query is None:
                found = next(rest)
                if isinstance(found, CompileError):
                    self.problems += found.problems
                    continue
                query = found
                self._store.keep(text, query)
            queries.append(query)
            try:
                refused = self._refuse(query)
            except Exception as error:  # noqa: BLE001 - the other queries are still reported
                self.problems += statement.fault(error).problems
                continue
            if refused:
                self.problems += statement.error(statement.name_at, refused[0], hint=refused[1]).problems
            elif (file.file.path, statement.name_at) not in self._duplicates.statements:
                good.append(query)
        path = file.file.path
        fragments = [fragment.name for fragment in file.fragments]
        whole = Module(path, Path(path).stem, file.comments, queries, file.unnamed, fragments)
        if len(queries) == len(file.statements) and not scanned.problems:
            self._store.keep_file(scanned.key, scanned.texts, whole)
        return replace(whole, queries=good)


def _all(module: Module) -> Iterator[Query]:
    """The module's queries, each with those beside it."""
    for query in module.queries:
        yield query
        yield from (replace(each, line=query.line) for each in query.beside)
