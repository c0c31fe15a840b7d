"""How long `sqlwright generate` takes for 50, 200 and 1,000 queries, in a fresh process each.

The schema is applied before the clock starts, as it is for everybody but the first run. Run it with
`.venv/bin/python -m benchmarks.compile`; a machine's noise is in the figures, so compare those of one run.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql: [{engine: postgresql, schema: schema.sql, queries: queries, codegen: [{plugin: python, out: out}]}]
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
RUNS = 3


def write(folder: Path, count: int) -> None:
    (folder / "queries").mkdir(exist_ok=True)
    for start in range(0, count, 50):
        text = "".join(
            f"-- name: Query{number} {QUERIES[number % len(QUERIES)]};\n\n" for number in range(start, start + 50)
        )
        (folder / "queries" / f"subject_{start}.sql").write_text(text)


def generate(folder: Path) -> tuple[float, float]:
    """Seconds of the clock and of this machine's processors."""
    clock, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-m", "sqlwright", "generate"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - clock, spent


def main() -> None:
    print("queries   seconds   processor seconds   (the best of", RUNS, "runs)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sqlc.yaml").write_text(CONFIG)
        (folder / "schema.sql").write_text(SCHEMA)
        for count in (50, 200, 1000):
            write(folder, count)
            generate(folder)
            clock, processor = min(generate(folder) for _ in range(RUNS))
            print(f"{count:7}   {clock:7.2f}   {processor:17.2f}")


if __name__ == "__main__":
    main()
