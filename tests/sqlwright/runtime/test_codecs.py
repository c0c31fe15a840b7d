"""The codecs.py of a package that only needs a binary form for COPY."""

import asyncio
import runpy
from pathlib import Path

import pytest

from sqlwright.project.all_blocks import compile_all
from sqlwright.project.config import load

CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql:
  - engine: postgresql
    schema: schema.sql
    queries: queries.sql
    codegen: [{plugin: python, out: generated}]
"""


class Silent:
    """A connection that cannot ask the server."""

    def __init__(self) -> None:
        self.taught: list[tuple[object, ...]] = []

    def get_settings(self) -> "Silent":
        return self

    def add_python_codec(self, *codec: object) -> None:
        self.taught.append(codec[:3])

    def register_data_types(self, types: list[object]) -> None:
        assert types == []

    def add_termination_listener(self, _: object) -> None: ...

    def _drop_local_statement_cache(self) -> None: ...


def test_postgresql_s_own_types_need_no_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    (tmp_path / "schema.sql").write_text("create table cards (address macaddr not null, slot int not null);")
    query = "-- name: AddCards :copyfrom\ninsert into cards (address, slot) values (@address, @slot);\n"
    (tmp_path / "queries.sql").write_text(query)
    ((_, files),) = compile_all(load(tmp_path / "sqlc.yaml"))
    (tmp_path / "codecs.py").write_text(files["codecs.py"])
    codecs = runpy.run_path(str(tmp_path / "codecs.py"))
    connection = Silent()
    asyncio.run(codecs["init_connection"](connection))
    assert connection.taught == [(829, "macaddr", "pg_catalog")]
