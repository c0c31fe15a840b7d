"""Starts a server on a data folder, and stops it when its owner ends."""

import atexit
import os
import signal
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Self
from urllib.parse import quote

from . import account as accounts
from . import binaries, folder
from .account import Account
from .errors import EmbeddedError
from .waiting import tail, wait

_SETTINGS = "listen_addresses= timezone=UTC log_timezone=UTC io_method=sync"
_THROWAWAY_SETTINGS = (
    "fsync=off synchronous_commit=off full_page_writes=off wal_level=minimal max_wal_senders=0 log_checkpoints=off"
    " max_connections=200 shared_buffers=32MB max_wal_size=256MB"
)

# The shell becomes the server and leaves a watcher. The watcher reads from a pipe that only the starting process holds
# open. A line means that the server was stopped; end of file without a line means that its owner is gone. (The kernel's
# own mechanism, PR_SET_PDEATHSIG, follows the starting thread instead of the process, and exists on Linux only.)
_WATCHED = 'exec 3<&0; ({ read -r _ <&3 || kill -INT $$; } &); exec "$@" 3<&- </dev/null'


class Server:
    """A running server. It stops on `stop`, at the end of a `with` block, or with the process that started it."""

    def __init__(self, data: Path, socket_dir: Path, resources: ExitStack) -> None:
        self.data = data
        self.socket_dir = socket_dir
        self._resources = resources
        self._owner = os.getpid()
        atexit.register(self.stop)

    def url(self, database: str = "postgres") -> str:
        # Without a port, PGPORT would apply; and dbmate asks for TLS unless told otherwise.
        host = quote(str(self.socket_dir))
        return f"postgresql://postgres@/{quote(database, safe='')}?host={host}&port=5432&sslmode=disable"

    def stop(self) -> None:
        """Stop the server and release its folder; a second call does nothing."""
        if os.getpid() == self._owner:  # a forked child inherits the object, not the server
            atexit.unregister(self.stop)
            self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def start(data: Path, *, durable: bool, settings: Mapping[str, str] = MappingProxyType({})) -> Server:
    """Start a server on the folder `data`, created at first use; without `durable`, a crash may lose the data.

    `settings` are PostgreSQL's, and come before those that it would have.
    """
    data = data.resolve()
    account = accounts.of_server()
    with ExitStack() as resources:
        try:
            install = binaries.find(account)
            data.parent.mkdir(parents=True, exist_ok=True)
            resources.enter_context(folder.locked(data))
            log = resources.enter_context(data.with_name(data.name + ".log").open("wb+", buffering=0))
            folder.await_previous(data)
            if folder.is_missing(data, binaries.major(install), durable=durable):
                folder.initialise(data, install, account, log, durable=durable)
            socket_dir = resources.enter_context(_socket_dir(data, account))
            process = _launch(data, socket_dir, install, account, log, durable=durable, settings=settings)
            resources.callback(_stop, process)
            _await_ready(data, process, log, seconds=120 if durable else 30)
        except OSError as error:
            raise EmbeddedError(f"PostgreSQL cannot run in {data}: {error}: use another folder") from error
        return Server(data, socket_dir, resources.pop_all())


@contextmanager
def _socket_dir(data: Path, account: Account) -> Generator[Path]:
    """The folder for the socket: the data folder, unless its path is too long for a socket address."""
    if len(os.fsencode(data / ".s.PGSQL.5432")) < 104:  # the limit on macOS; Linux allows 108
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="sqlwright-", dir="/tmp", ignore_cleanup_errors=True) as short:
        accounts.give(account, Path(short))
        yield Path(short)


def _launch(
    data: Path,
    socket_dir: Path,
    install: Path,
    account: Account,
    log: IO[bytes],
    *,
    durable: bool,
    settings: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    # The server's working directory is its data folder: "." avoids a long path and quoting.
    socket_setting = f"unix_socket_directories={'.' if socket_dir == data else socket_dir}"
    # Of two values for one setting, the last counts.
    own = [f"{name}={value}" for name, value in settings.items()]
    given = [*f"{_SETTINGS} {'' if durable else _THROWAWAY_SETTINGS}".split(), socket_setting, *own]
    with accounts.as_seen_by(account, data) as (path, descriptors):
        server = [install / "bin/postgres", "-D", path, *(word for setting in given for word in ("-c", setting))]
        return subprocess.Popen(
            ["/bin/sh", "-c", _WATCHED, "sh", *server],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # Ctrl-C in a terminal reaches the whole group, but the caller wants to drain first.
            start_new_session=True,
            pass_fds=descriptors,
            **accounts.run_as(account),
        )


def _await_ready(data: Path, process: subprocess.Popen[bytes], log: IO[bytes], *, seconds: float) -> None:
    def ready() -> bool:
        if process.poll() is not None:
            raise EmbeddedError(f"PostgreSQL did not start in {data}:\n{tail(log)}")
        with suppress(FileNotFoundError):
            lines = (data / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False

    if not wait(ready, seconds=seconds):
        raise EmbeddedError(f"PostgreSQL was not ready in {data} after {seconds:.0f} s:\n{tail(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Try a fast shutdown, then an immediate one (the next start recovers), then kill.
    for sent, seconds in ((signal.SIGINT, 15), (signal.SIGQUIT, 10), (signal.SIGKILL, None)):
        process.send_signal(sent)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    if process.stdin is not None:
        with suppress(BrokenPipeError), process.stdin as watcher:
            watcher.write(b"\n")
