"""A PgBouncer in front of a server, with the configuration that the project ships."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from configparser import ConfigParser
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import parse_qs, unquote, urlsplit

from sqlwright.embedded import account as accounts
from tests.ports import free_port

CONFIGURATION = Path(__file__).parent.parent / "deploy" / "pgbouncer" / "pgbouncer.ini"
START_SECONDS = 10


class Bouncer:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def url(self, database_url: str) -> str:
        """The URL of the same database, by way of PgBouncer."""
        user, at, _ = urlsplit(database_url).netloc.rpartition("@")
        return urlsplit(database_url)._replace(netloc=f"{user}{at}127.0.0.1:{self.port}", query="").geturl()


def program() -> str | None:
    """The one in PGBOUNCER, or else where Debian puts it: not in everybody's PATH."""
    return os.environ.get("PGBOUNCER") or shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def version() -> str:
    """Such as 1.18.0."""
    found = program()
    assert found
    return subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]


def can_keep_statements() -> bool:
    """Whether it has `max_prepared_statements`."""
    return program() is not None and tuple(map(int, version().split(".")[:2])) >= (1, 21)


@contextmanager
def bouncing(server_url: str, *, port: int = 0, **settings: object) -> Generator[Bouncer]:
    """PgBouncer on 127.0.0.1, which asks for no password; `settings` are changes to its configuration."""
    found = program()
    assert found
    port = port or free_port()
    account = accounts.of_server()
    parts = urlsplit(server_url)
    folder = Path(unquote(parse_qs(parts.query).get("host", ["/"])[0]))
    given = {"listen_addr": "127.0.0.1", "listen_port": port, "unix_socket_dir": "", "auth_type": "any", **settings}
    with accounts.as_seen_by(account, folder) as (socket_folder, descriptors), tempfile.TemporaryDirectory() as name:
        target = f"host={parts.hostname or socket_folder} port={parts.port or 5432} user={parts.username or 'postgres'}"
        password = f" password={unquote(parts.password)}" if parts.password else ""
        configuration = ConfigParser(interpolation=None, delimiters="=", comment_prefixes=";")
        configuration.read(CONFIGURATION)
        configuration["databases"]["*"] = f"{target}{password}"
        configuration["pgbouncer"].update({key: str(value) for key, value in given.items()})
        file, log = Path(name, "pgbouncer.ini"), Path(name, "log")
        with file.open("w") as written:
            configuration.write(written)
        Path(name).chmod(0o755)
        with log.open("wb") as output:
            command, options = [found, str(file)], accounts.run_as(account)
            process = subprocess.Popen(command, stdout=output, stderr=output, pass_fds=descriptors, **options)
        try:
            _await_start(process, log)
            yield Bouncer(process, port)
        finally:
            # From 1.23 on, one that is asked to end waits for its clients.
            process.kill()
            process.wait()


def _await_start(process: subprocess.Popen[bytes], log: Path) -> None:
    end = monotonic() + START_SECONDS
    while "process up" not in (said := log.read_text()):
        if process.poll() is not None or monotonic() > end:
            with suppress(ProcessLookupError):
                process.kill()
            raise AssertionError(f"PgBouncer did not start:\n{said}")
        sleep(0.01)
