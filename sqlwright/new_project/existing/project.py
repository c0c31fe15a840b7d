"""The files of a new project that depend on the tables that exist."""

from collections.abc import Mapping
from pathlib import Path

from ...emit.names import method, pascal
from .generated import Generated
from .making import rows_module
from .queries import queries_on
from .reading import Existing
from .rows import Recipe
from .signatures import read_module
from .testing import tests_of

__all__ = ["existing_files", "existing_tests"]

_BASELINE = """
## A database that has these tables already

dbmate keeps which migrations it applied in the table `schema_migrations`. Before you apply `schema/` to a database that
has these tables, note there that it has them:

```sql
create table schema_migrations (version varchar primary key);
insert into schema_migrations (version) values {versions};
```
"""


def existing_files(texts: Mapping[str, str], existing: Existing) -> Mapping[str, str]:
    """The template's texts with what depends on the tables, the schema, and the query files."""
    first = existing.chosen[0]
    words = {
        "@Querier@": f"{pascal(first.many)}Queries",
        "@list@": method(f"List{pascal(first.many)}"),
        "@baseline@\n": "" if existing.migrations.are_kept else _BASELINE.format(versions=_versions(existing)),
    }
    files: dict[str, str] = {}
    for path, text in texts.items():
        for word, instead in words.items():
            text = text.replace(word, instead)
        files[path] = text
    files["sqlc.yaml"] = files["sqlc.yaml"].rstrip() + "\n          omit_unused: true\n"
    files |= {f"schema/{name}": text for name, text in existing.migrations.texts.items()}
    files |= {f"queries/{each.file}.sql": queries_on(each) for each in existing.chosen}
    return files


def existing_tests(existing: Existing, generated: Path) -> Mapping[str, str]:
    """The tests, which are written for what was generated."""
    names = ["models", *(each.module for each in existing.chosen)]
    modules = {name: read_module(name, (generated / f"{name}.py").read_text(encoding="utf-8")) for name in names}
    subjects = Generated.of(existing.chosen, modules).subjects
    files = {"tests/rows.py": rows_module(existing.recipes, Generated(subjects))}
    for oid, subject in subjects.items():
        recipe = existing.recipes.get(oid)
        if isinstance(recipe, Recipe):
            files[f"tests/test_{subject.chosen.file}.py"] = tests_of(subject, recipe)
    return files


def _versions(existing: Existing) -> str:
    return ", ".join(f"('{name.partition('_')[0]}')" for name in existing.migrations.texts)
