"""Compiles every block of a configuration, or analyses every entry."""

import gc
import sys
from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from ..errors import CompileError, Problem, SqlwrightError
from ..scratch.stub_extensions import stubs_in
from ..source.text import SourceFile
from .config import PLUGIN, Block, Config
from .inputs import Inputs, read_inputs
from .json_imports import json_names, json_problems
from .printed_cache import load_printed, save_printed

if TYPE_CHECKING:
    from ..model import Module
    from .session import Session

__all__ = ["Compiled", "analyse_all", "compile_all", "compile_in", "read_blocks"]

Compiled = Sequence[tuple[Block, Mapping[str, str]]]
"""Each block with its generated files."""
_T = TypeVar("_T")


def compile_all(config: Config) -> Compiled:
    """The files of every block. If nothing has changed, the modules needed for compiling are not even imported."""
    config, inputs = read_blocks(config)
    found = [load_printed(block, each) for block, each in zip(config.blocks, inputs, strict=True)]
    known = [(block, files) for block, files in zip(config.blocks, found, strict=True) if files is not None]
    if len(known) == len(config.blocks):
        return known
    return _run(_compile(config, inputs))


def read_blocks(config: Config) -> tuple[Config, Sequence[Inputs]]:
    """Each block's inputs, and the configuration with the imports of its overrides and `@json` resolved."""
    if not config.blocks:
        name = config.path.name
        raise SqlwrightError(
            f"{name} has nothing to generate: add a codegen block whose plugin has process.cmd: {PLUGIN}"
        )
    inputs = [read_inputs(config, block.entry) for block in config.blocks]
    return _with_imports(config, inputs), inputs


def _with_imports(config: Config, inputs: Sequence[Inputs]) -> Config:
    overrides = [override for block in config.blocks for override in block.options.overrides]
    files = _queries(inputs)
    if not overrides and not json_names(files):
        return config
    from .options.imports import import_overrides, local_modules, look_up, override_names

    found = look_up({*override_names(overrides), *json_names(files)}, config.root)
    imported, problems = import_overrides(overrides, found, config.root)
    problems = [*problems, *json_problems(files, found)]
    if problems:
        raise CompileError(problems)
    rest = iter(imported)
    blocks: list[Block] = []
    for block, each in zip(config.blocks, inputs, strict=True):
        own = [next(rest) for _ in block.options.overrides]
        local = local_modules(json_names(each.queries), found, config.root)
        blocks.append(replace(block, options=replace(block.options, overrides=own, json_modules=local)))
    return replace(config, blocks=blocks)


def _queries(inputs: Sequence[Inputs]) -> Sequence[SourceFile]:
    """All query files, without repetition."""
    return list({file.path: file for each in inputs for file in each.queries}.values())


async def _compile(config: Config, inputs: Sequence[Inputs]) -> Compiled:
    from .session import open_session

    async with open_session() as session:
        try:
            return await compile_in(session, config, inputs)
        finally:
            _tell(session)


async def compile_in(session: "Session", config: Config, inputs: Sequence[Inputs]) -> Compiled:
    """Compiles on a session that stays open."""
    from .pipeline import compile_block

    session.notes.clear()  # in watch, those of the run before
    problems: list[Problem] = []
    compiled: list[tuple[Block, Mapping[str, str]]] = []
    for block, each in zip(config.blocks, inputs, strict=True):
        try:
            files = load_printed(block, each)
            if files is None:
                notes = len(session.notes)
                files = await compile_block(session, block, each)
                if len(session.notes) == notes:  # notes must be shown in every run
                    save_printed(block, each, files)
            compiled.append((block, files))
        except CompileError as error:
            problems += error.problems
    if problems:
        raise CompileError(problems)
    return compiled


def analyse_all(config: Config) -> tuple[Sequence["Module"], Sequence[Problem]]:
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


async def _analyse(config: Config) -> tuple[Sequence["Module"], Sequence[Problem]]:
    from .pipeline import analyse
    from .session import open_session

    modules: list[Module] = []
    problems: list[Problem] = []
    async with open_session() as session:
        for entry in config.entries:
            try:
                inputs = read_inputs(config, entry)
                problems += _json_problems(config, inputs.queries)
                if entry.uri is None:
                    _note_stubs(session, inputs)
                project, found = await analyse(session, entry, inputs)
            except CompileError as error:
                problems += error.problems
                continue
            modules += project.modules
            problems += found
        _tell(session)
    return modules, problems


def _note_stubs(session: "Session", inputs: Inputs) -> None:
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
