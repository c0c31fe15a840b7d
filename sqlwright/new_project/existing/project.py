"""The files of a new project that depend on the tables that exist."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from ...emit.layout import exploded, indented
from ...emit.names import method, pascal
from ..errors import InitError
from ..imports import sort_imports
from .generated import CONNECTION, POOL, Generated, Subject
from .json_types import cannot_serve, values_module
from .layout import called, fits
from .making import rows_module
from .migrations import next_number
from .queries import queries_on
from .reading import Existing
from .rows import Recipe
from .service_tests import service_tests_of
from .serving import calls_on, path_of
from .signatures import read_module
from .testing import tests_of

__all__ = ["Code", "code_of", "sql_of"]

_BASELINE = """
## A database that has these tables already

dbmate keeps which migrations it applied in the table `schema_migrations`. Before you apply `schema/` to a database that
has these tables, note there that it has them:

```sql
create table schema_migrations (version varchar primary key);
insert into schema_migrations (version) values {versions};
```
"""
_KEYS = "schema/002_api_keys.sql"


class Code(Struct, frozen=True):
    """What is written once the queries are compiled."""

    files: Mapping[str, str]
    unserved: Sequence[tuple[str, str]]
    """The chosen tables without calls, and why."""


def sql_of(texts: Mapping[str, str], existing: Existing, *, only_sql: bool) -> Mapping[str, str]:
    """The template's texts with what depends on the tables, the schema, and the query files."""
    if not only_sql and "api_keys" in existing.names:
        raise InitError("the schema has api_keys, which the service makes for keys of its own: add --only-sql")
    first = existing.chosen[0]
    versions = ", ".join(f"('{name.partition('_')[0]}')" for name in existing.migrations.texts)
    words = {
        "@Querier@": f"{pascal(first.many)}Queries",
        "@list@": method(f"List{pascal(first.many)}"),
        "@baseline@\n": "" if existing.migrations.are_kept else _BASELINE.format(versions=versions),
    }
    files = {path: _replaced(text, words) for path, text in texts.items()}
    options = ["omit_unused: true"] if only_sql else ["omit_unused: true", "absent: none"]
    files["sqlc.yaml"] = "\n".join([files["sqlc.yaml"].rstrip(), *(f"{' ' * 10}{option}" for option in options), ""])
    if not only_sql:
        files[f"schema/{next_number(list(existing.migrations.texts))}_api_keys.sql"] = files.pop(_KEYS)
    files |= {f"schema/{name}": text for name, text in existing.migrations.texts.items()}
    return files | {f"queries/{each.file}.sql": queries_on(each) for each in existing.chosen}


def code_of(existing: Existing, folder: Path, *, only_sql: bool) -> Code:
    """The handlers and the tests, which are written for what was generated in the project's folder."""
    names = ["models", *(each.module for each in existing.chosen)]
    texts = {name: (folder / f"generated/{name}.py").read_text(encoding="utf-8") for name in names}
    modules = {name: read_module(name, text) for name, text in texts.items()}
    generated = Generated.of(existing.chosen, modules, CONNECTION if only_sql else POOL)
    subjects = list(generated.subjects.values())
    unserved = {} if only_sql else {each.row: reason for each in subjects if (reason := cannot_serve(each))}
    served = [] if only_sql else [each for each in subjects if each.row not in unserved]
    classes = [each.row for each in subjects]
    if not only_sql and not served:
        raise InitError(f"{subjects[0].table.shown} cannot be served: {unserved[subjects[0].row]}; add --only-sql")
    files = {} if only_sql else _service(served, classes, folder)
    files["tests/rows.py"] = rows_module(existing.recipes, generated)
    for subject in subjects:
        recipe = existing.recipes.get(subject.table.oid)
        if isinstance(recipe, Recipe):
            files[f"tests/test_{subject.chosen.file}.py"] = (
                service_tests_of(subject, recipe, generated, classes)
                if subject in served
                else tests_of(subject, recipe, generated.fixture)
            )
    return Code(files, [(each.table.shown, unserved[each.row]) for each in subjects if each.row in unserved])


def _service(served: Sequence[Subject], classes: Sequence[str], folder: Path) -> dict[str, str]:
    files = {f"service/{each.module.name}.py": calls_on(each, classes) for each in served}
    files["service/values.py"] = values_module("".join(files.values()))
    paths = [f'"{path_of(each)}"' for each in served]
    changes = {
        "service/app.py": _app_words(served),
        "service/__init__.py": {'example_path="/notes"': f'example_path="{path_of(served[0])}"'},
        "tests/test_service.py": {'PATHS = ["/notes"]': called("PATHS = [", paths, "]", indent=0)},
    }
    for path, words in changes.items():
        files[path] = _replaced((folder / path).read_text(encoding="utf-8"), words)
    files["service/app.py"] = sort_imports(files["service/app.py"])
    return files


def _app_words(served: Sequence[Subject]) -> Mapping[str, str]:
    """What takes the place of the template's one subject."""
    modules = sorted(each.module.name for each in served)
    queries = {each.module.name: each.module.querier for each in served}
    imported = sorted(["keys", *modules])
    lines = [f"from generated.{name} import {queries.get(name, 'KeysQueries')}\n" for name in imported]
    names = ["APPLICATION", *modules]
    local = f"from . import {', '.join(names)}"
    if not fits(local, indent=0):
        local = exploded("from . import (", names, ")")
    routers = "".join(_router(each) for each in sorted(served, key=lambda each: each.module.name))
    return {
        "from generated.keys import KeysQueries\nfrom generated.notes import NotesQueries\n": "".join(lines),
        "from . import APPLICATION, notes\n": f"{local}\nfrom .refusals import REFUSALS\n",
        "meanings={CursorError: CursorUnknown}": "meanings={CursorError: CursorUnknown, **REFUSALS}",
        "    reading = database.reads(lambda reader: NotesQueries(database, reader=reader))\n": "",
        "        route_handlers=[notes.router(NotesQueries(database), reading)],\n": (
            f"        route_handlers=[\n{routers}        ],\n"
        ),
    }


def _router(subject: Subject) -> str:
    """The calls on a table, given its queries."""
    querier = subject.module.querier
    given = [f"{querier}(database)"]
    if subject.module.takes_reader:
        given.append(f"database.reads(lambda reader: {querier}(database, reader=reader))")
    return indented(called(f"{subject.module.name}.router(", given, "),", indent=12), 12) + "\n"


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for word, instead in words.items():
        text = text.replace(word, instead)
    return text
