"""The way from a codegen block to its generated files; the command line and the sqlc plugin both take it."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..compile.schema import read_schema
from ..emit import Names, print_project
from ..emit.document_conflicts import document_conflicts
from ..emit.encoded_conflicts import encoded_conflicts
from ..emit.page_conflicts import page_conflicts
from ..emit.refusals import refusal
from ..emit.row_conflicts import row_conflicts
from ..emit.tag_clashes import tag_clashes
from ..errors import CompileError, Problem, SqlwrightError
from ..model import Module, Project, Query
from .apply_overrides import apply_overrides
from .config import Block, Entry
from .document_fit import misfits
from .duplicate_names import numbered_queries
from .inputs import Inputs
from .options.checks import problems as check_options
from .parameter_names import with_parameter_names
from .query_files import QueryFiles, Refuse
from .session import Session

__all__ = ["Analysis", "Outcome", "analyse", "block_problems", "compile_block"]

Counts = Mapping[str, tuple[int, int]]
"""For each query file, how many of its queries compile, and how many it has."""


class Analysis(Struct, frozen=True):
    """What PostgreSQL says about the queries of an entry."""

    project: Project | None
    """With the queries that compile; None if the schema cannot be applied."""
    problems: Sequence[Problem]
    counts: Counts


class Outcome(Struct, frozen=True):
    """What became of a block."""

    files: Mapping[str, str] | None
    """By name, relative to the block's `out`; None if they cannot be printed."""
    problems: Sequence[Problem]
    counts: Counts


async def compile_block(
    session: Session, block: Block, inputs: Inputs, *, keep_going: bool, printable: bool
) -> Outcome:
    """The block's files, if they can be printed; with `keep_going`, without the queries that do not compile."""
    analysis = await analyse(session, block.entry, inputs, refusal)
    project = analysis.project
    if project is None:
        return Outcome(None, analysis.problems, analysis.counts)
    project = replace(project, modules=[numbered_queries(module) for module in project.modules])
    try:
        if conflicts := _class_problems(block, project, inputs):
            analysis = _without(analysis, project, conflicts)
            project = analysis.project or project
        return _printed(block, project, analysis, keep_going=keep_going, printable=printable)
    except SqlwrightError:
        raise
    except Exception as error:
        faults = [*_faults(block, project, inputs)]
        if not faults:
            raise error from None
        analysis = _without(analysis, project, faults)
        if not keep_going or analysis.project is None:
            return Outcome(None, analysis.problems, analysis.counts)
        return _printed(block, analysis.project, analysis, keep_going=True, printable=printable)


def _without(analysis: Analysis, project: Project, faults: Sequence[Problem]) -> Analysis:
    """The analysis without the queries that the printer fails on."""
    faulty = {(fault.file, fault.query) for fault in faults}
    modules = [
        replace(module, queries=[query for query in module.queries if (module.path, query.name) not in faulty])
        for module in project.modules
    ]
    lost = Counter(fault.file for fault in faults)
    counts = {path: (good - lost[path], total) for path, (good, total) in analysis.counts.items()}
    return Analysis(replace(project, modules=modules), [*analysis.problems, *faults], counts)


def _printed(block: Block, project: Project, analysis: Analysis, *, keep_going: bool, printable: bool) -> Outcome:
    project = with_parameter_names(project, block.options)
    names = _names(block, project)
    problems = [*analysis.problems, *_option_problems(block, names, analysis)]
    printable = printable and (not problems or (keep_going and len(problems) == len(analysis.problems)))
    return Outcome(print_project(names) if printable else None, problems, analysis.counts)


def block_problems(block: Block, analysis: Analysis, inputs: Inputs) -> Sequence[Problem]:
    """What `compile_block` would say of the block's options, and of the classes that queries name."""
    if analysis.project is None:
        return []
    names = _names(block, analysis.project)
    return [*_class_problems(block, analysis.project, inputs), *_option_problems(block, names, analysis)]


def _class_problems(block: Block, project: Project, inputs: Inputs) -> Sequence[Problem]:
    """Rows and documents with one name that differ, and documents that do not fit their types."""
    files = {file.path: file for file in inputs.queries}
    found: list[Problem] = []
    names = _names(block, project)
    for each in (*row_conflicts(names), *document_conflicts(names), *page_conflicts(names), *encoded_conflicts(names)):
        file, given = files[each.module.path], each.given
        at = file.offset(each.query.line + given.below) + given.column - 1
        found.append(file.problem(at, each.message, hint=each.hint, detail=each.detail, query=each.query.name))
    for module in project.modules:
        for query in module.queries:
            file = files[module.path]
            for document, wrong in misfits(query, block.options.json_types):
                at = file.offset(query.line + document.below) + document.at - 1
                found.append(file.problem(at, wrong.message, hint=wrong.hint, query=query.name))
    return found


def _names(block: Block, project: Project) -> Names:
    return Names(apply_overrides(project, block.options), block.options)


def _option_problems(block: Block, names: Names, analysis: Analysis) -> Iterator[Problem]:
    if analysis.project is not None:
        yield from check_options(block.options, analysis.project, complete=not analysis.problems)
    yield from names.problems()
    if clashes := [*tag_clashes(names)]:
        message = f"the tag cannot be in the field {block.options.structs.tag}, which there is in {', '.join(clashes)}"
        yield block.options.places["structs.tag"].problem(message, "give the tag another field, such as tag: kind")


def _faults(block: Block, project: Project, inputs: Inputs) -> Iterator[Problem]:
    """The queries that the printer fails on, each tried alone: an exception says nothing of where it came from."""
    files = {file.path: file for file in inputs.queries}
    for module in project.modules:
        for query in module.queries:
            alone = replace(project, modules=[replace(module, queries=[query])])
            names = _names(block, alone)
            try:
                print_project(names)
            except Exception as error:  # noqa: BLE001 - any exception is reported at the query
                file = files[module.path]
                yield from file.fault(file.offset(query.line), error, query=query.name).problems


async def analyse(session: Session, entry: Entry, inputs: Inputs, refuse: Refuse = lambda query: None) -> Analysis:
    """Every query as PostgreSQL analyses it, and the problems; only queries that are not in the cache cost work."""
    store = session.store(inputs.migrations, entry.uri)
    files = QueryFiles(inputs.queries, store, refuse)
    compiled: Sequence[Query | CompileError] = ()
    if not files.complete or not store.filled:
        session.begin(entry.uri)  # it starts while this process reads files
        if store.filled:
            statements = await files.read_unknown()
        else:
            # Meanwhile, read the schema from the server too. If it fails, the files' problems are still reported.
            opened, statements = await asyncio.gather(
                session.compiler(inputs.migrations, entry.uri), files.read_unknown(), return_exceptions=True
            )
            if isinstance(statements, BaseException):
                raise statements
            if isinstance(opened, CompileError):
                files.count_unread()
                return Analysis(None, [*opened.problems, *files.problems], files.counts)
            if isinstance(opened, BaseException):
                raise opened
        if statements or not store.filled:
            from .parallel import compile_in_parallel  # imports what only compiling needs

            compiler = await session.compiler(inputs.migrations, entry.uri)
            stale = store.filled
            if store.bind(compiler.database.id):
                store.fill(read_schema(compiler.catalog))
                if stale:
                    files = QueryFiles(inputs.queries, store, refuse)
                    statements = await files.read_unknown()
            compiled = await compile_in_parallel(compiler, statements)
    modules = files.modules(compiled)
    store.save(files.keys)
    for module in modules:
        if module.unnamed:
            session.note(_unnamed(module))
    for kind, (module, query) in _unknown_nodes(modules).items():
        session.note(
            f"{module.path}:{query.line}: {query.name} contains a {kind} node, which sqlwright does not know:"
            " its result counts as nullable"
        )
    # A file with fragments alone needs no module.
    modules = [module for module in modules if files.counts[module.path][1] or not module.fragments]
    return Analysis(Project(entry.schema_name, store.schema, modules), files.problems, files.counts)


def _unnamed(module: Module) -> str:
    first, *others = module.unnamed
    more = f" (of {len(module.unnamed)} in this file)" if others else ""
    return f"{module.path}:{first}: a statement without a name is no query and is left out{more}"


def _unknown_nodes(modules: Sequence[Module]) -> Mapping[str, tuple[Module, Query]]:
    """Each kind of node that the analysis does not know, with the first query that contains it."""
    found: dict[str, tuple[Module, Query]] = {}
    for module in modules:
        for query in module.queries:
            for kind in query.unknown:
                found.setdefault(kind, (module, query))
    return found
