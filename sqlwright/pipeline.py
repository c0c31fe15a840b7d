"""One pipeline, whatever the door: from a configuration's block to the files that it generates."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from .analyse.catalog import Catalog, Relation, load_catalog
from .analyse.nodes import Query as Tree
from .analyse.nodes import TargetEntry
from .analyse.nullness import Nullness, outputs
from .analyse.params import Use, param_uses
from .analyse.rows import gives_one_row
from .config import Block, Config
from .describe import Describer, Description
from .emit import print_project
from .emit.names import module_name
from .emit.types import is_supported
from .errors import CompileError, Problem
from .migrations import is_down, read_migration
from .model import Field, Module, Parameter, Project, Query, Table, Type
from .scratch import open_scratch
from .source.macros import NamedParam, rewrite, rewrite_macros
from .source.stars import expand_stars
from .source.statements import QueryFile, Statement, read_queries
from .source.text import SourceFile

__all__ = ["compile_block"]


async def compile_block(config: Config, block: Block) -> Mapping[str, str]:
    """The block's files by name, relative to its `out`; a CompileError with everything that is wrong."""
    files: list[QueryFile] = []
    problems: list[Problem] = []
    for path in block.queries:
        file, found = read_queries(SourceFile.read(path, config.shown(path)))
        files.append(file)
        problems += found
    problems += _duplicates(files)
    migrations = [
        read_migration(SourceFile.read(path, config.shown(path))) for path in block.schema if not is_down(path.name)
    ]
    async with open_scratch(migrations, block.uri) as connection:
        catalog = await load_catalog(connection)
        compiler = _Compiler(catalog, Describer(connection))
        modules: list[Module] = []
        for file in files:
            queries: list[Query] = []
            for statement in file.statements:
                try:
                    queries.append(await compiler.query(statement))
                except CompileError as error:
                    problems += error.problems
            modules.append(Module(file.file.path, Path(file.file.path).stem, file.comments, queries))
    if problems:
        raise CompileError(problems)
    return print_project(_project(catalog, modules, config.shown(block.schema[0].parent)))


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
        Table(relation, _table_fields(relation, catalog))
        for relation in sorted(catalog.relations.values(), key=lambda relation: (relation.schema, relation.name))
        if relation.user and relation.kind != "c" and not relation.is_partition
    ]
    enums = sorted(
        (found for found in catalog.types.values() if found.user and found.kind == "e"),
        key=lambda found: (found.schema, found.typname),
    )
    return Project(schema, tables, enums, modules)


def _table_fields(relation: Relation, catalog: Catalog) -> Sequence[Field]:
    nullness = Nullness(catalog, {})
    fields: list[Field] = []
    for column in relation.columns:
        proof = nullness.relation_column(column.number, relation)
        kind = _type(catalog, column.type, nullable=proof is None, dims=column.dims)
        fields.append(Field(column.name, kind, proof, column.comment))
    return fields


def _type(catalog: Catalog, oid: int, *, nullable: bool, dims: int = 0, nullable_elements: bool = True) -> Type:
    base = catalog.base_type(oid)
    if not base.element:
        return Type(catalog.types[oid].name, base, 0, nullable)
    element = catalog.base_type(base.element)
    return Type(catalog.types[oid].name, element, max(dims, 1), nullable, nullable_elements)


class _Compiler:
    """Takes statements through describe and analyse into the model."""

    def __init__(self, catalog: Catalog, describer: Describer) -> None:
        self.catalog = catalog
        self.describer = describer

    async def query(self, statement: Statement) -> Query:
        edits, params = rewrite_macros(statement)
        rewritten = rewrite(statement, edits, params)
        described = await self.describer.describe(statement, rewritten)
        self.check(statement, described, params)
        names = [self.catalog.types[oid].name for oid in described.params]
        tree = await self.describer.tree(statement, rewritten, names)
        if tree is not None and (stars := expand_stars(rewritten, tree)):
            expanded = rewrite(statement, [*edits, *stars], params)
            # The columns must be the very same, or the star stays.
            if await self.describer.describe(statement, expanded) == described:
                rewritten = expanded
        uses: Mapping[int, Use] = param_uses(tree, self.catalog) if tree is not None else {}
        parameters = self.params(described.params, params, uses)
        columns = self.columns(described, tree, parameters)
        self.check_types(statement, parameters, columns)
        line, _ = statement.file.position(statement.name_at)
        return Query(
            statement.name,
            statement.command,
            rewritten.sql,
            statement.comments,
            parameters,
            columns,
            tree is not None and gives_one_row(tree, self.catalog),
            self.table(tree, columns),
            line,
        )

    def check(self, statement: Statement, described: Description, params: Sequence[NamedParam]) -> None:
        if statement.command in (":one", ":many") and not described.columns:
            raise statement.error(
                statement.name_at,
                f"{statement.name} is {statement.command} but gives no columns",
                hint="add returning with the columns, or make it :exec or :execrows",
            )
        for oid, param in zip(described.params, params, strict=True):
            if self.catalog.types[oid].kind == "p":
                name = f"@{param.name}" if param.name else f"${param.number}"
                kind = self.catalog.types[oid].name
                raise statement.error(
                    param.at,
                    f"parameter {name} has the type {kind}, which cannot be sent",
                    hint=f"write a cast behind it, such as {name}::text",
                )

    def check_types(self, statement: Statement, params: Sequence[Parameter], columns: Sequence[Field]) -> None:
        gives = columns if statement.command in (":one", ":many") else ()
        for what, found in (*(("parameter", param) for param in params), *(("column", column) for column in gives)):
            if not is_supported(found.type):
                void = found.type.name == "void"
                raise statement.error(
                    statement.name_at,
                    f"{what} {found.name} has the type {found.type.name}, which is not supported{'' if void else ' yet'}",
                    hint="make it :exec" if void else f"cast it to one that is, such as {found.name}::text",
                )

    def params(self, oids: Sequence[int], params: Sequence[NamedParam], uses: Mapping[int, Use]) -> Sequence[Parameter]:
        taken: set[str] = set()
        found: list[Parameter] = []
        for oid, param in zip(oids, params, strict=True):
            use = uses.get(param.number, Use())
            base = param.name or use.name or f"arg_{param.number}"
            name, count = base, 1
            while name in taken:
                count += 1
                name = f"{base}_{count}"
            taken.add(name)
            # A searched array's NULLs match nothing; a stored one's are kept.
            kind = _type(
                self.catalog,
                oid,
                nullable=param.optional or use.optional,
                nullable_elements=use.stored or use.refused,
            )
            found.append(Parameter(param.number, name, kind))
        return found

    def columns(self, described: Description, tree: Tree | None, params: Sequence[Parameter]) -> Sequence[Field]:
        proofs: Sequence[str | None] = [None] * len(described.columns)
        entries: Sequence[TargetEntry | None] = [None] * len(described.columns)
        if tree is not None and len(outputs(tree)) == len(described.columns):
            proofs = Nullness(self.catalog, {param.number: param.type.nullable for param in params}).columns(tree)
            entries = outputs(tree)
        return [
            self.field(name, oid, proof, entry)
            for (name, oid), proof, entry in zip(described.columns, proofs, entries, strict=True)
        ]

    def field(self, name: str, oid: int, proof: str | None, entry: TargetEntry | None) -> Field:
        origin = self.catalog.relations.get(entry.resorigtbl) if entry is not None else None
        column = origin.column(entry.resorigcol) if origin is not None and entry is not None else None
        kind = _type(self.catalog, oid, nullable=proof is None, dims=column.dims if column else 0)
        return Field(name, kind, proof)

    def table(self, tree: Tree | None, columns: Sequence[Field]) -> Relation | None:
        """The table whose columns come out, all of them, in order, under their names, and no more often NULL."""
        if tree is None or not outputs(tree):
            return None
        relation = self.catalog.relations.get(outputs(tree)[0].resorigtbl)
        if relation is None or not relation.user:
            return None
        found = [(entry.resorigtbl, entry.resorigcol, entry.resname) for entry in outputs(tree)]
        if found != [(relation.oid, column.number, column.name) for column in relation.columns]:
            return None
        fields = _table_fields(relation, self.catalog)
        narrower = all(
            field.type.nullable or not column.type.nullable for field, column in zip(fields, columns, strict=True)
        )
        return relation if narrower else None
