"""TLS to a PostgreSQL that is built with it, such as Debian's: what the proxy of the other tests plays."""

import os
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from service import APPLICATION
from service.settings import load
from sqlwright.embedded import account as accounts
from tests.ports import free_port
from tests.service.certificates import Authority, needs_openssl
from undercroft.database import migrations
from undercroft.database.connections import connected
from undercroft.errors import DatabaseUnusable

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))

pytestmark = [
    needs_openssl,
    pytest.mark.skipif(
        not BINARIES, reason="there is no PostgreSQL in /usr/lib/postgresql: Debian's postgresql has it"
    ),
]

# Over TCP only with TLS; the role `client` shows a certificate of its own.
HBA = """\
local   all all trust
hostssl all client 127.0.0.1/32 cert
hostssl all all 127.0.0.1/32 trust
"""


class Secured:
    """A server with a certificate for `localhost`."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.authority = authority
        self.port = free_port()
        self.data = folder / "data"
        self._folder = folder
        self._as = accounts.run_as(accounts.of_server())
        folder.chmod(0o755)
        self.data.mkdir()
        accounts.give(accounts.of_server(), self.data)
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync")
        files = (*authority.sign("server", "DNS:localhost"), authority.certificate)
        for file, name in zip(files, ("server.crt", "server.key", "root.crt"), strict=True):
            shutil.copy(file, self.data / name)
            accounts.give(accounts.of_server(), self.data / name)
        (self.data / "pg_hba.conf").write_text(HBA)
        settings = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data}"
        secure = "-c ssl=on -c ssl_ca_file=root.crt -c fsync=off"
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self.data}/log", "-o", f"{settings} {secure}")

    def url(self, parameters: str = "", *, user: str = "postgres") -> str:
        trust = f"sslmode=verify-full&sslrootcert={self.authority.certificate}"
        return f"postgresql://{user}@localhost:{self.port}/postgres?{trust}{parameters}"

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate", "--silent")

    def _run(self, program: str, *arguments: str) -> None:
        path = BINARIES[-1].parent / program
        subprocess.run([path, "-D", self.data, *arguments], check=True, stdout=subprocess.DEVNULL, **self._as)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Generator[Secured]:
    authority = Authority(tmp_path_factory.mktemp("authority"))
    # Below /tmp itself: another account cannot enter pytest's folders.
    folder = Path(os.path.realpath("/tmp")) / f"undercroft-tls-{os.getpid()}"
    folder.mkdir()
    try:
        server = Secured(folder, authority)
        try:
            migrations.migrate(server.url(), APPLICATION.migrations)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


async def is_encrypted(url: str) -> bool:
    database = APPLICATION.database(load({"DATABASE_URL": url}), url)
    async with database.opened():
        (answer,) = await database.fetchrow("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
    return answer


async def test_the_server_says_that_it_is_encrypted(secured: Secured) -> None:
    assert await is_encrypted(secured.url())


async def test_a_certificate_of_ours(secured: Secured) -> None:
    async with connected(secured.url()) as connection:
        await connection.execute("create role client superuser login")
    certificate, key = secured.authority.sign("client")
    assert await is_encrypted(secured.url(f"&sslcert={certificate}&sslkey={key}", user="client"))
    with pytest.raises(DatabaseUnusable, match="the server wants a certificate of ours: let sslcert and sslkey"):
        async with connected(secured.url(user="client")):
            pass


async def test_without_tls(secured: Secured) -> None:
    with pytest.raises(DatabaseUnusable, match="the server wants TLS: use sslmode=verify-full"):
        async with connected(f"postgresql://postgres@127.0.0.1:{secured.port}/postgres?sslmode=disable"):
            pass
