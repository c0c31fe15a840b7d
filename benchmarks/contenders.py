"""The servers that benchmarks/http.py compares: how each is started, and what its process has used."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from httpx import AsyncClient, HTTPError
from msgspec import Struct
from msgspec.structs import replace

from tests.ports import free_port

ROOT = Path(__file__).parent.parent
GO = ROOT / "benchmarks/peers/go"

# Builds a program in Go with a toolchain of its own, where the command `go` is missing.
BUILD_GO = Path(os.environ.get("BUILD_GO", ROOT.parent / "shared/tools/build-go"))

_TICK = os.sysconf("SC_CLK_TCK")


class Contender(Struct, frozen=True):
    name: str
    command: Sequence[str]
    variables: Mapping[str, str] = {}


SERVICE = Contender(
    "the service as it ships",
    (sys.executable, "-m", "service", "serve"),
    # Its limits are on, but a load that they refuse would measure nothing.
    {"RATE_LIMIT": "1000000", "ACQUIRE_TIMEOUT": "10 s", "APP_ENV": "production"},
)


TWO_WORKERS = replace(SERVICE, name="the service, two workers", variables={**SERVICE.variables, "WORKERS": "2"})


class _Peer(Struct, frozen=True):
    name: str
    module: str
    group: str = "peers"
    """Whose dependencies it needs."""


# They have environments of their own: Litestar takes more time wherever pydantic is installed.
_PEERS = [
    _Peer("the bare floor of its stack", "floor"),
    _Peer("FastAPI, asyncpg", "fastapi_asyncpg"),
    _Peer("FastAPI, SQLAlchemy", "fastapi_sqlalchemy"),
    _Peer("Litestar, SQLAlchemy", "litestar_sqlalchemy", "peers-litestar"),
]


def peers() -> list[Contender]:
    """The peers in Python, with their libraries installed."""
    pythons = {group: _environment(group) for group in {each.group for each in _PEERS}}
    return [
        Contender(each.name, (str(pythons[each.group]), "-m", f"benchmarks.peers.{each.module}")) for each in _PEERS
    ]


def _environment(group: str) -> Path:
    """Python, with the group's dependencies."""
    folder = ROOT / ".data" / group
    python = folder / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    requirements = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"][group]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
    return python


def go(folder: Path) -> Contender | str:
    """The peer in Go, built now; or why there is none."""
    program = folder / "peer"
    if shutil.which("go"):
        source = shutil.copytree(GO, folder / "go")
        commands = [["mod", "init", "peer"], ["mod", "tidy"], ["build", "-o", str(program), "."]]
        steps = [["go", *command] for command in commands]
    elif BUILD_GO.exists():
        source, steps = GO, [[str(BUILD_GO), str(GO), str(program)]]
    else:
        return "Go is left out: there is no command `go`"
    for step in steps:
        done = subprocess.run(step, cwd=source, capture_output=True, text=True, check=False)
        if done.returncode:
            why = done.stderr.strip().rpartition("\n")[2] or f"status {done.returncode}"
            return f"Go is left out: `{' '.join(step[:3])}` failed: {why}"
    return Contender("Go, pgx", (str(program),))


class Running:
    """A contender's process, and those that it started."""

    def __init__(self, contender: Contender, pid: int, port: int, seconds: float) -> None:
        self.contender = contender
        self.port = port
        self.start_seconds = seconds
        self._pid = pid

    def cpu_seconds(self) -> float:
        """What all threads of all its processes used."""
        stats = [(each / "stat").read_text().rpartition(")")[2].split() for each in self._processes()]
        return sum(int(fields[11]) + int(fields[12]) for fields in stats) / _TICK

    def memory(self) -> int:
        """The bytes that its processes keep in memory."""
        lines = [line for each in self._processes() for line in (each / "status").read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * 1024

    def _processes(self) -> list[Path]:
        own = Path(f"/proc/{self._pid}")
        children = (own / f"task/{self._pid}/children").read_text().split()
        return [own, *(Path(f"/proc/{child}") for child in children)]


@asynccontextmanager
async def running(contender: Contender, url: str, key: str, path: str, folder: Path) -> AsyncGenerator[Running]:
    """The contender in a process of its own, once it answers at this path; its log goes to a file."""
    port = free_port()
    variables = {**os.environ, "DATABASE_URL": url, "PORT": str(port), **contender.variables}
    start = time.perf_counter()
    with (folder / f"{contender.name}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*contender.command, env=variables, cwd=ROOT, stdout=log)
    try:
        await _until_answered(f"http://127.0.0.1:{port}{path}", key)
        yield Running(contender, process.pid, port, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def _until_answered(url: str, key: str) -> None:
    async with AsyncClient(headers={"Authorization": f"Bearer {key}"}) as client, asyncio.timeout(30):
        while True:
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except HTTPError:
                await asyncio.sleep(0.005)
