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


class Untaught:
    """A connection to a database without the types."""

    async def set_type_codec(self, typename: str, **_: object) -> None:
        raise ValueError(f"unknown type: {typename}")


def test_a_type_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    (tmp_path / "schema.sql").write_text("create table cards (address macaddr not null, slot int not null);")
    query = "-- name: AddCards :copyfrom\ninsert into cards (address, slot) values (@address, @slot);\n"
    (tmp_path / "queries.sql").write_text(query)
    ((_, files),) = compile_all(load(tmp_path / "sqlc.yaml"))
    (tmp_path / "codecs.py").write_text(files["codecs.py"])
    codecs = runpy.run_path(str(tmp_path / "codecs.py"))
    with pytest.raises(codecs["TypesUnknown"], match=r"^unknown type: macaddr: apply the migrations, then connect$"):
        asyncio.run(codecs["init_connection"](Untaught()))
