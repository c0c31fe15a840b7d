"""An import of users through the service beside COPY of the same file, which has no rows to check and no answer."""

import io
import time

import asyncpg
from httpx import AsyncClient
from msgspec import Struct

ROWS = 100_000

_CSV = "email,name\n" + "".join(f"import-{number}@example.org,Import {number}\n" for number in range(ROWS))
_REMOVE = "delete from users where email like 'import-%'"


class Import(Struct, frozen=True):
    """The seconds for all rows, until they are committed."""

    service: float
    copy: float


async def run(port: int, key: str, url: str) -> Import:
    """Import the same rows both ways, each into a table without them."""
    connection = await asyncpg.connect(url)
    await connection.execute(_REMOVE)
    await connection.execute("vacuum analyze users")
    start = time.perf_counter()
    await connection.copy_to_table(
        "users", source=io.BytesIO(_CSV.encode()), columns=["email", "name"], format="csv", header=True
    )
    copied = time.perf_counter() - start
    await connection.execute(_REMOVE)
    await connection.execute("vacuum analyze users")
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}
    async with AsyncClient(headers=headers, timeout=60) as client:
        start = time.perf_counter()
        answer = await client.post(f"http://127.0.0.1:{port}/users/import", content=_CSV)
        imported = time.perf_counter() - start
    if (answer.status_code, answer.json()["inserted"]) != (200, ROWS):
        raise RuntimeError(f"the import failed: {answer.status_code} {answer.text[:200]}")
    await connection.execute(_REMOVE)
    await connection.close()
    return Import(imported, copied)
