"""One pipeline, whatever the door: from a configuration's block to the files that it generates."""

import asyncio
from collections.abc import Mapping, Sequence

from ..compile.schema import read_schema
from ..emit import Names, print_project
from ..emit.refusals import refusal
from ..errors import CompileError, Problem
from ..model import Module, Project, Query
from .config import Block, Entry
from .inputs import Inputs
from .options.checks import problems as check_options
from .overriding import overridden
from .query_files import Reading, Refuse
from .session import Session

__all__ = ["analyse", "compile_block"]


async def compile_block(session: Session, block: Block, inputs: Inputs) -> Mapping[str, str]:
    """The block's files by name, relative to its `out`; a CompileError with everything that is wrong."""
    project, problems = await analyse(session, block.entry, inputs, refusal)
    if problems:
        raise CompileError(problems)
    names = Names(overridden(project, block.options), block.options)
    if problems := [*check_options(block.options, project), *names.problems()]:
        raise CompileError(problems)
    return print_project(names)


async def analyse(
    session: Session, entry: Entry, inputs: Inputs, refuse: Refuse = lambda query: None
) -> tuple[Project, Sequence[Problem]]:
    """What PostgreSQL says of every query, and why it refuses some; only those not known are asked about."""
    store = session.store(inputs.migrations, entry.uri)
    reading = Reading(inputs.queries, store, refuse)
    compiled: Sequence[Query | CompileError] = ()
    if not reading.complete or not store.filled:
        session.begin(entry.uri)  # it comes up while this reads
        if store.filled:
            statements = await reading.unknown()
        else:  # the schema is read from there meanwhile, too
            _, statements = await asyncio.gather(session.analysts(inputs.migrations, entry.uri), reading.unknown())
        if statements or not store.filled:
            from .processes import compile_shared  # imports what only compiling needs

            analysts = await session.analysts(inputs.migrations, entry.uri)
            stale = store.filled
            if store.bind(analysts.database.id):
                store.fill(read_schema(analysts.catalog))
                if stale:
                    reading = Reading(inputs.queries, store, refuse)
                    statements = await reading.unknown()
            compiled = await compile_shared(analysts, statements)
    modules = reading.modules(compiled)
    store.save(inputs.queries)
    for kind, (module, query) in _unknown_nodes(modules).items():
        session.note(
            f"{module.path}:{query.line}: {query.name} has PostgreSQL's {kind} in it, which sqlwright does not know:"
            " what it gives counts as nullable"
        )
    return Project(entry.schema_name, store.schema, modules), reading.problems


def _unknown_nodes(modules: Sequence[Module]) -> Mapping[str, tuple[Module, Query]]:
    """Each kind that the analysis does not know, with the first query that it is in."""
    found: dict[str, tuple[Module, Query]] = {}
    for module in modules:
        for query in module.queries:
            for kind in query.unknown:
                found.setdefault(kind, (module, query))
    return found
