"""What the benchmarks share: a throwaway server, and a package generated from a schema and queries."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from sqlwright import embedded

__all__ = ["on_embedded_server", "write_package"]

_CONFIG = """\
version: "2"
plugins: [{{name: python, process: {{cmd: sqlc-gen-python}}}}]
sql: [{{engine: postgresql, schema: schema.sql, queries: queries, codegen: [{{plugin: python, out: {package}}}]}}]
"""


def write_package(folder: Path, package: str, schema: str, files: Mapping[str, str]) -> None:
    """Generate the package in the folder, so that it can be imported; `files` are query files and what they need."""
    (folder / "queries").mkdir()
    (folder / "sqlc.yaml").write_text(_CONFIG.format(package=package))
    (folder / "schema.sql").write_text(schema)
    for name, text in files.items():
        (folder / name).write_text(text)
    subprocess.run([sys.executable, "-m", "sqlwright", "generate"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    sys.path.insert(0, str(folder))


def on_embedded_server(
    measure: Callable[[str, Path], Coroutine[Any, Any, None]],
    run: Callable[[Coroutine[Any, Any, None]], None] = asyncio.run,
) -> None:
    """Run the benchmark with the URL of an empty database and an empty folder; both are removed at the end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with embedded.start(folder / "data", durable=False) as server:
            run(measure(server.url(), folder))
