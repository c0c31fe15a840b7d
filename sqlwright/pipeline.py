"""One pipeline, whatever the door: from a configuration's block to the files that it generates."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .analyse.catalog import Catalog, load_catalog
from .compiler import QueryCompiler, table_fields
from .config import Block, Config, Entry
from .describe import Describer
from .emit import print_project
from .emit.names import module_name
from .emit.support import refusal
from .errors import CompileError, Problem
from .migrations import is_down, read_migration
from .model import Module, Project, Query, Table
from .scratch import open_scratch
from .source.statements import QueryFile, Statement, read_queries
from .source.text import SourceFile

__all__ = ["analyse", "compile_block"]


async def compile_block(config: Config, block: Block) -> Mapping[str, str]:
    """The block's files by name, relative to its `out`; a CompileError with everything that is wrong."""
    project, problems = await analyse(config, block.entry, refusal)
    if problems:
        raise CompileError(problems)
    return print_project(project)


async def analyse(
    config: Config, entry: Entry, refuse: Callable[[Query], tuple[str, str] | None] = lambda query: None
) -> tuple[Project, Sequence[Problem]]:
    """What PostgreSQL says of every query, and why it refuses some; `refuse` may refuse more, with what to do."""
    files: list[QueryFile] = []
    problems: list[Problem] = []
    for path in entry.queries:
        file, found = read_queries(SourceFile.read(path, config.shown(path)))
        files.append(file)
        problems += found
    problems += _duplicates(files)
    migrations = [
        read_migration(SourceFile.read(path, config.shown(path))) for path in entry.schema if not is_down(path.name)
    ]
    async with open_scratch(migrations, entry.uri) as connection:
        catalog = await load_catalog(connection)
        compiler = QueryCompiler(catalog, Describer(connection))
        modules: list[Module] = []
        for file in files:
            queries: list[Query] = []
            for statement in file.statements:
                try:
                    query = await compiler.query(statement)
                    if refused := refuse(query):
                        raise statement.error(statement.name_at, refused[0], hint=refused[1])
                except CompileError as error:
                    problems += error.problems
                else:
                    queries.append(query)
            modules.append(Module(file.file.path, Path(file.file.path).stem, file.comments, queries))
    return _project(catalog, modules, entry.schema_name), problems


def _duplicates(files: Sequence[QueryFile]) -> list[Problem]:
    """Queries of one name, and files that would become one module."""
    problems: list[Problem] = []
    names: dict[str, Statement] = {}
    stems: dict[str, SourceFile] = {
        "models": SourceFile("", ""),
        "db": SourceFile("", ""),
        "__init__": SourceFile("", ""),
    }
    for file in files:
        stem = module_name(Path(file.file.path).stem)
        if stem in stems:
            other = stems[stem].path or "a module that is always generated"
            problems.append(
                file.file.problem(0, f"this file and {other} would both be {stem}.py", hint="rename the file")
            )
        stems[stem] = file.file
        for statement in file.statements:
            first = names.setdefault(statement.name.replace("_", "").lower(), statement)
            if first is not statement:
                line, _ = first.file.position(first.name_at)
                problems.append(
                    statement.error(
                        statement.name_at,
                        f"a second query called {statement.name}",
                        hint=f"rename one of them: the first, {first.name}, is at {first.file.path}:{line}",
                    ).problems[0]
                )
    return problems


def _project(catalog: Catalog, modules: Sequence[Module], schema: str) -> Project:
    tables = [
        Table(relation, table_fields(relation, catalog))
        for relation in sorted(catalog.relations.values(), key=lambda relation: (relation.schema, relation.name))
        if relation.user and relation.kind != "c" and not relation.is_partition
    ]
    enums = sorted(
        (found for found in catalog.types.values() if found.user and found.kind == "e"),
        key=lambda found: (found.schema, found.typname),
    )
    return Project(schema, tables, enums, modules)
