"""Compiles every block of a configuration, or analyses every entry."""

import gc
import sys
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ..errors import CompileError, Problem, QueryErrors, SqlwrightError
from ..source.text import SourceFile
from .config import Block, Config
from .inputs import Inputs, read_inputs
from .json_imports import json_names, json_problems
from .printed_cache import load_printed, save_printed
from .version_2 import what_to_add

if TYPE_CHECKING:
    from ..model import Module
    from .session import Session

__all__ = ["Compiled", "PartlyCompiled", "Ready", "analyse_all", "compile_all", "compile_in", "read_blocks"]

Compiled = Sequence[tuple[Block, Mapping[str, str]]]
"""Each block with its generated files."""
_T = TypeVar("_T")


class Ready(Struct, frozen=True):
    """A configuration whose files have been read."""

    config: Config
    """With the blocks whose files can be read, and what their overrides and `@json` import."""
    inputs: Sequence[Inputs]
    """Of each of these blocks."""
    problems: Sequence[Problem]
    printable: bool
    """Whether every import was found: without one, nothing can be printed."""


class PartlyCompiled(QueryErrors):
    """The errors of a project, with the files that can be written all the same."""

    def __init__(self, problems: Iterable[Problem], *, good: int, total: int, compiled: Compiled) -> None:
        super().__init__(problems, good=good, total=total)
        self.compiled = compiled


def compile_all(config: Config, *, keep_going: bool = False) -> Compiled:
    """The files of every block. If nothing has changed, the modules needed for compiling are not even imported.

    If there are errors, a PartlyCompiled is raised; with `keep_going` it has the files without the queries in error.
    """
    ready = read_blocks(config)
    if not ready.problems:
        found = [load_printed(block, each) for block, each in zip(ready.config.blocks, ready.inputs, strict=True)]
        known = [(block, files) for block, files in zip(ready.config.blocks, found, strict=True) if files is not None]
        if len(known) == len(ready.config.blocks):
            return known
    return _run(_compile(ready, keep_going=keep_going))


def read_blocks(config: Config) -> Ready:
    """Reads each block's files and looks up what its overrides and `@json` import."""
    if not config.blocks:
        raise SqlwrightError(f"{config.path.name} has nothing to generate: {what_to_add(config.path)}")
    problems: list[Problem] = []
    blocks: list[Block] = []
    inputs: list[Inputs] = []
    for block in config.blocks:
        try:
            inputs.append(read_inputs(config, block.entry))
            blocks.append(block)
        except CompileError as error:
            problems += error.problems
    config, missing = _with_imports(replace(config, blocks=blocks), inputs)
    return Ready(config, inputs, [*problems, *missing], not missing)


def _with_imports(config: Config, inputs: Sequence[Inputs]) -> tuple[Config, Sequence[Problem]]:
    overrides = [override for block in config.blocks for override in block.options.overrides]
    files = _queries(inputs)
    if not overrides and not json_names(files):
        return config, ()
    from .options.imports import import_overrides, local_modules, look_up, override_names

    found = look_up({*override_names(overrides), *json_names(files)}, config.root)
    imported, problems = import_overrides(overrides, found, config.root)
    # Each entry's queries are read with its own fragments; entries may share files.
    of_files = dict.fromkeys(problem for each in inputs for problem in json_problems(each.queries, found))
    problems = [*problems, *of_files]
    if problems:
        return config, problems
    rest = iter(imported)
    blocks: list[Block] = []
    for block, each in zip(config.blocks, inputs, strict=True):
        own = [next(rest) for _ in block.options.overrides]
        names = json_names(each.queries)
        local = local_modules(names, found, config.root)
        known = {name: expected for name in sorted(names) if (expected := found[name].expected) is not None}
        options = replace(block.options, overrides=own, json_modules=local, json_types=known)
        blocks.append(replace(block, options=options))
    return replace(config, blocks=blocks), ()


def _queries(inputs: Sequence[Inputs]) -> Sequence[SourceFile]:
    """All query files, without repetition."""
    return list({file.path: file for each in inputs for file in each.queries}.values())


async def _compile(ready: Ready, *, keep_going: bool) -> Compiled:
    from .session import open_session

    async with open_session() as session:
        try:
            return await compile_in(session, ready, keep_going=keep_going)
        finally:
            _tell(session)


async def compile_in(session: "Session", ready: Ready, *, keep_going: bool = False) -> Compiled:
    """Compiles on a session that stays open."""
    from .pipeline import compile_block

    session.retry()
    session.notes.clear()  # in watch, those of the run before
    problems = list(ready.problems)
    counts: dict[str, tuple[int, int]] = {}
    compiled: list[tuple[Block, Mapping[str, str]]] = []
    for block, each in zip(ready.config.blocks, ready.inputs, strict=True):
        files = None if problems else load_printed(block, each)
        if files is None:
            notes = len(session.notes)
            outcome = await compile_block(session, block, each, keep_going=keep_going, printable=ready.printable)
            problems += outcome.problems
            counts |= outcome.counts
            files = outcome.files
            # Notes must be shown in every run.
            if files is not None and not problems and len(session.notes) == notes:
                save_printed(block, each, files)
        if files is not None:
            compiled.append((block, files))
    if problems:
        await _count_printed(session, ready, counts)
        good, total = (sum(count[index] for count in counts.values()) for index in (0, 1))
        unique = dict.fromkeys(problems)  # several blocks may share a schema and queries
        raise PartlyCompiled(unique, good=good, total=total, compiled=compiled if keep_going else ())
    return compiled


async def _count_printed(session: "Session", ready: Ready, counts: dict[str, tuple[int, int]]) -> None:
    """Counts the queries of blocks that were found printed, which compile."""
    from .pipeline import analyse

    for block, each in zip(ready.config.blocks, ready.inputs, strict=True):
        if any(file.path not in counts for file in each.queries):
            counts |= (await analyse(session, block.entry, each)).counts


def analyse_all(config: Config) -> tuple[Sequence["Module"], QueryErrors | None]:
    """The queries that compile, and the errors."""
    return _run(_analyse(config))


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    """Runs the work without the garbage collector: it makes trees and text, in which nothing can be freed."""
    import asyncio

    collected = gc.isenabled()
    gc.disable()
    try:
        return asyncio.run(work)
    finally:
        if collected:
            gc.enable()


async def _analyse(config: Config) -> tuple[Sequence["Module"], QueryErrors | None]:
    """Analyses every entry, and finds what `generate` refuses too, if the entry has a block."""
    from ..emit.refusals import refusal
    from .pipeline import analyse, block_problems
    from .session import open_session

    modules: list[Module] = []
    problems: list[Problem] = []
    counts: dict[str, tuple[int, int]] = {}
    ready = read_blocks(config) if config.blocks else Ready(config, [], [], printable=True)
    async with open_session() as session:
        for entry in config.entries:
            try:
                inputs = read_inputs(config, entry)
            except CompileError as error:
                problems += error.problems
                continue
            problems += _json_problems(config, inputs.queries)
            if entry.uri is None:
                _note_stubs(session, inputs)
            blocks = [block for block in ready.config.blocks if block.entry == entry]
            analysis = await analyse(session, entry, inputs, *([refusal] if blocks else []))
            problems += analysis.problems
            if ready.printable:
                problems += [problem for block in blocks for problem in block_problems(block, analysis, inputs)]
            counts |= analysis.counts
            modules += analysis.project.modules if analysis.project is not None else ()
        _tell(session)
    problems += ready.problems
    good, total = (sum(count[index] for count in counts.values()) for index in (0, 1))
    return modules, QueryErrors(dict.fromkeys(problems), good=good, total=total) if problems else None


def _note_stubs(session: "Session", inputs: Inputs) -> None:
    from ..scratch.stub_extensions import stubs_in

    names = sorted({name for migration in inputs.migrations for name in stubs_in(migration.sql)})
    if names:
        session.note(
            f"{', '.join(names)}: sqlwright's own server has only the signatures of these extensions' functions,"
            " which is enough to compile"
        )


def _json_problems(config: Config, files: Sequence[SourceFile]) -> Sequence[Problem]:
    """Problems with the types that `@json` names."""
    names = json_names(files)
    if not names:
        return []
    from .options.imports import look_up

    return [*json_problems(files, look_up(names, config.root))]


def _tell(session: "Session") -> None:
    for note in session.notes:
        print(note, file=sys.stderr)
