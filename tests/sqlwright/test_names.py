"""Whatever the names of tables, columns, parameters, queries and labels, modules import and have the right fields."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_type_hints

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sqlwright.emit import Names, print_project
from sqlwright.emit.names import method, pascal
from sqlwright.model import (
    Embed,
    Field,
    Module,
    Parameter,
    Project,
    Query,
    Schema,
    Table,
    Type,
)
from sqlwright.model.catalog import Column, PgType, Relation
from sqlwright.model.options import Options, Structs

NASTY = (
    *(
        "class",
        "None",
        "self",
        "cls",
        "db",
        "_db",
        "row",
        "rows",
        "status",
        "value",
        "make",
        "items",
        "params",
        "found",
    ),
    *("int", "str", "list", "tuple", "type", "date", "datetime", "time", "UUID", "uuid", "Decimal", "decimal", "Range"),
    *("Struct", "struct", "field", "Final", "Protocol", "Executor", "NoRow", "Any", "StrEnum", "Sequence", "Point"),
    *("__class__", "__init__", "__slots__", "__struct_fields__", "__x", "_", "__", "_x", "x_", "match", "case"),
    *("a b", "a-b", "a_b", "aB", "A_B", "?column?", " ", "😀", "2nd", "ﬁ", "fi", "ß", "SS", "日本", "नमस्ते", "x²", "ŉ"),
    *(
        "GET_USER",
        "GetUser",
        "GetUserRow",
        "GetUserParams",
        "get_user",
        "UsersQueries",
        "UsersQuerier",
        "user",
        "users",
    ),
)
names = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='"'), min_size=1, max_size=12
)
columns = st.lists(names, min_size=1, max_size=6, unique=True)
queries = st.sampled_from(("GetUser", "List", "Int", "UUID", "Date", "class", "Self", "Users", "t", "x2", "GetUsers"))

_SCALARS = [
    PgType(oid, name, "pg_catalog", typname, "b", 0, 0, (), None, False)
    for oid, name, typname in (
        (23, "integer", "int4"),
        (25, "text", "text"),
        (1082, "date", "date"),
        (2950, "uuid", "uuid"),
        (1700, "numeric", "numeric"),
        (600, "point", "point"),
        (114, "json", "json"),
    )
]


@st.composite
def projects(draw: st.DrawFn) -> Project:
    labels = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    enum = PgType(20000, "mood", "public", draw(names), "e", 0, 0, labels, None, True)
    kinds = [
        Type(scalar.name, scalar, dims, nullable)
        for scalar in _SCALARS
        for dims in (0, 1)
        for nullable in (True, False)
    ]
    kind = st.sampled_from([*kinds, Type(enum.name, enum, 0, False), Type(enum.name, enum, 1, True, True)])

    def fields(called: Sequence[str]) -> list[Field]:
        return [Field(name, draw(kind), None) for name in called]

    tables: list[Table] = []
    for oid, name in enumerate(
        draw(st.lists(names.filter(lambda name: name != enum.typname), max_size=4, unique=True))
    ):
        made = fields(draw(columns))
        attributes = [Column(index, each.name, 0, 0, False, False, False, None) for index, each in enumerate(made, 1)]
        constraints = draw(st.lists(names, max_size=2, unique=True))
        relation = Relation(
            oid, "public", name, "r", attributes, constraints, frozenset(), False, False, None, None, True
        )
        tables.append(Table(relation, made))
    found: list[Query] = []
    for name in draw(st.lists(queries, unique_by=lambda name: name.lower(), max_size=4)):
        command = draw(st.sampled_from((":one", ":many", ":exec", ":execrows")))
        params = [Parameter(number, called, draw(kind)) for number, called in enumerate(draw(columns), 1)]
        own = fields(draw(st.lists(names, min_size=1, max_size=5)))
        table, embeds = None, list[Embed]()
        if tables and draw(st.booleans()):
            chosen = draw(st.sampled_from(tables))
            if draw(st.booleans()):
                table, own = chosen.relation, list(chosen.fields)
            else:
                count = len(chosen.fields)
                embeds = [Embed(draw(names), chosen, len(own), count, draw(st.booleans()), None)]
                own += chosen.fields
        rows = draw(st.sampled_from(("one", "optional"))) if command == ":one" else "many"
        found.append(Query(name, command, "select 1", [], params, own, rows, embeds, table, 1))
    return Project("schema/", Schema(tables, [enum]), [Module("queries/users.sql", "users", [], found)])


options = st.builds(
    Options,
    query_parameter_limit=st.none() | st.integers(0, 2),
    emit_docstrings=st.booleans(),
    emit_protocols=st.booleans(),
    structs=st.builds(
        Structs,
        kw_only=st.booleans(),
        rename=st.none() | st.sampled_from(("lower", "upper", "camel", "pascal", "kebab")),
    ),
)


@settings(max_examples=150)
@given(projects(), options)
def test_modules_import_and_have_the_fields_in_order(project: Project, options: Options) -> None:
    naming = Names(project, msgspec.structs.replace(options, places={}))
    classes = [*(naming.table(table.relation) for table in project.schema.tables), naming.type(project.schema.enums[0])]
    if len(set(classes)) < len(classes):
        return  # an error that says how to rename one
    modules = imported(print_project(naming))
    models, users = modules["models"], modules["users"]
    for table in project.schema.tables:
        check(getattr(models, naming.table(table.relation)), len(table.fields), options)
    enum = getattr(models, naming.type(project.schema.enums[0]))
    assert [member.value for member in enum] == project.schema.enums[0].labels
    assert sorted(getattr(models, name) for name in naming.constants) == sorted(naming.constants.values())
    for query in project.modules[0].queries:
        called = getattr(users.UsersQueries, method(query.name))
        hints = get_type_hints(called)
        many = options.query_parameter_limit is not None and len(query.params) > options.query_parameter_limit
        assert len(hints) - 1 == (1 if many else len(query.params))
        if query.command in (":one", ":many") and query.table is None and len(query.columns) > 1:
            count = len(query.columns) - sum(embed.count - 1 for embed in query.embeds)
            check(getattr(users, f"{pascal(query.name)}Row"), count, options)
    for module in modules.values():
        assert all(hasattr(module, name) for name in module.__all__)


def check(struct: Any, count: int, options: Options) -> None:
    """The struct has this many fields, takes them in order, and gives each its JSON name."""
    assert len(struct.__struct_fields__) == len(set(struct.__struct_encode_fields__)) == count
    assert len(get_type_hints(struct)) == count
    if not options.structs.kw_only:
        made = struct(*range(count))
        assert [getattr(made, name) for name in struct.__struct_fields__] == list(range(count))


def imported(files: Any) -> dict[str, Any]:
    """The modules of a package, whose files are removed afterwards."""
    with TemporaryDirectory() as folder:
        package = Path(folder) / "printed"
        package.mkdir()
        for name, text in files.items():
            (package / name).write_text(text, encoding="utf-8")
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            modules = [name.removesuffix(".py") for name in files if name.endswith(".py") and name != "__init__.py"]
            return {name: importlib.import_module(f"printed.{name}") for name in modules}
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.partition(".")[0] == "printed"]:
                del sys.modules[name]
