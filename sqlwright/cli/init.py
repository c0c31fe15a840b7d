"""`sqlwright init`: writes a new project, and says what to do next."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import SqlwrightError
from ..new_project import Wanted, check_folder, write
from ..new_project.existing.project import Code
from ..new_project.existing.reading import Existing
from ..new_project.sources import installed_from, sources_at
from ..project.matching_files import matching, schema_order
from ..source.text import SourceFile

__all__ = ["init"]

_NEXT = {
    False: (("make run", "serve it on http://127.0.0.1:8000"), ("make test", "run its tests")),
    True: (("make test", "run its tests"), ("make generate", "compile queries/ after a change")),
}


def init(arguments: argparse.Namespace, generate: Callable[[Path], None]) -> None:
    name: str = arguments.name
    check_folder(Path(name))
    sources = sources_at(arguments.source) if arguments.source else installed_from()
    wanted = Wanted(Path(name), arguments.table, arguments.only_sql, sources, _schema(arguments))
    written = write(wanted, generate)
    for path in written.files:
        print(f"wrote {name}/{path}")
    if written.existing is not None and written.code is not None:
        _tell(written.existing, written.code)
    print(f"\nnext:\n  cd {name}")
    for command, does in _NEXT[arguments.only_sql]:
        print(f"  {command:14}# {does}")
    if sources.is_local:
        print(
            f"\nsqlwright comes from {sources.sqlwright}, which other machines cannot reach:"
            "\nchange it in pyproject.toml before a Docker build or CI, or use --source"
        )


def _schema(arguments: argparse.Namespace) -> Sequence[SourceFile]:
    """The files of the schema that exists; none if the project begins with a table of its own."""
    if arguments.from_database:
        from ..new_project.existing.dump import dump_schema

        return [SourceFile("schema.sql", dump_schema(arguments.from_database))]
    found: list[SourceFile] = []
    for text in arguments.schema:
        files = matching(Path(), text)
        if not files:
            below = Path(text).is_dir()
            raise SqlwrightError(
                f"--schema {text}: {'the folder has no .sql file' if below else 'no such file or folder'}"
            )
        found += [SourceFile.read(path, path.as_posix()) for path in schema_order(files)]
    return found


def _tell(existing: Existing, code: Code) -> None:
    """What was left out, and what the embedded server cannot do."""
    for what, left in (("queries", existing.skipped), ("calls", code.unserved), ("tests", existing.untested)):
        for reason in dict.fromkeys(reason for _, reason in left):
            names = ", ".join(table for table, mine in left if mine == reason)
            print(f"no {what} for {names}: {reason}")
    if existing.migrations.left_out:
        print(f"schema/ has no {', no '.join(sorted(existing.migrations.left_out))}")
    if existing.lacking:
        print(
            f"the embedded PostgreSQL does not have {existing.lacking}:"
            " name a server that does with TEST_DATABASE_URL, or start Docker, before you run the tests"
        )
