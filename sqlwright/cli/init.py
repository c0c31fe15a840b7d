"""`sqlwright init`: writes a new project, and says what to do next."""

from collections.abc import Callable
from pathlib import Path

from ..new_project import Wanted, write
from ..new_project.sources import installed_from, sources_at

__all__ = ["init"]

_NEXT = {
    False: (("make run", "serve it on http://127.0.0.1:8000"), ("make test", "run its tests")),
    True: (("make test", "run its tests"), ("make generate", "compile queries/ after a change")),
}


def init(name: str, *, table: str, only_sql: bool, source: str | None, generate: Callable[[Path], None]) -> None:
    sources = sources_at(source) if source else installed_from()
    written = write(Wanted(Path(name), table, only_sql, sources), generate)
    for path in written:
        print(f"wrote {name}/{path}")
    print(f"\nnext:\n  cd {name}")
    for command, does in _NEXT[only_sql]:
        print(f"  {command:14}# {does}")
    if sources.is_local:
        print(
            f"\nsqlwright comes from {sources.sqlwright}, which other machines cannot reach:"
            "\nchange it in pyproject.toml before a Docker build or CI, or use --source"
        )
