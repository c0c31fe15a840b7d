"""TLS to the database, on a server that takes nothing else."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from service import APPLICATION
from service.settings import load
from tests.service.certificates import Authority, needs_openssl
from tests.service.tls_proxy import Proxy, tls_proxy
from undercroft.database import migrations, tls
from undercroft.database.connections import connected
from undercroft.errors import DatabaseUnusable, MigrationError

pytestmark = [needs_openssl, pytest.mark.session("it speaks TLS with a server of its own")]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"))


@pytest.fixture(scope="module")
def of_server(authority: Authority) -> ssl.SSLContext:
    return authority.context("server", "DNS:localhost")


@pytest.fixture
async def server(empty_database_url: str, of_server: ssl.SSLContext) -> AsyncGenerator[Proxy]:
    async with tls_proxy(empty_database_url, of_server) as proxy:
        yield proxy


async def use(proxy: Proxy, url: str) -> None:
    """Migrate the database, open the service's pool, and listen: all of it with TLS."""
    await asyncio.to_thread(migrations.migrate, url, APPLICATION.migrations)
    database = APPLICATION.database(load({"DATABASE_URL": url}), url)
    async with database.opened():
        assert await database.fetchrow("select count(*) from users") == (0,)
        listener = await database.connect_alone()
        await listener.close()
    # dbmate, the pool's first two connections at least, and the listener.
    assert proxy.encrypted >= 4


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param("sslmode=require", id="require"),
        pytest.param("sslmode=verify-ca&sslrootcert={ca}", id="verify-ca"),
        pytest.param("sslmode=verify-full&sslrootcert={ca}", id="verify-full"),
        pytest.param("", id="nothing said"),
    ],
)
async def test_everything_that_uses_the_database_speaks_tls(
    server: Proxy, authority: Authority, parameters: str
) -> None:
    await use(server, server.url(parameters.format(ca=authority.certificate)))


async def test_a_server_that_wants_a_certificate_of_ours(empty_database_url: str, authority: Authority) -> None:
    strict = authority.context("strict", "DNS:localhost", wants_client=True)
    certificate, key = authority.sign("client")
    async with tls_proxy(empty_database_url, strict) as proxy:
        trust = f"sslmode=verify-full&sslrootcert={authority.certificate}"
        await use(proxy, proxy.url(f"{trust}&sslcert={certificate}&sslkey={key}"))
        with pytest.raises(DatabaseUnusable):
            async with connected(proxy.url(trust)):
                pass


@pytest.mark.parametrize(
    ("parameters", "host", "why"),
    [
        pytest.param(
            "sslmode=verify-full&sslrootcert={stranger}",
            "localhost",
            "certificate is not trusted, unable to get local issuer certificate: let sslrootcert name the file",
            id="another authority",
        ),
        pytest.param(
            "sslmode=verify-full&sslrootcert={ca}",
            "127.0.0.1",
            "certificate is not valid for '127.0.0.1': connect to a name that is in it",
            id="another name",
        ),
    ],
)
async def test_a_certificate_that_is_refused(
    server: Proxy, authority: Authority, stranger: Authority, parameters: str, host: str, why: str
) -> None:
    given = parameters.format(ca=authority.certificate, stranger=stranger.certificate)
    url = server.url(given, host=host)
    with pytest.raises(DatabaseUnusable) as caught:
        async with connected(url):
            pass
    assert why in str(caught.value)
    with pytest.raises(DatabaseUnusable) as caught:
        await asyncio.to_thread(migrations.migrate, url, APPLICATION.migrations)
    assert why in str(caught.value)
    several = url.replace(f"@{host}:{server.port}", f"@{host}:{server.port},{host}:{server.port}")
    with pytest.raises(DatabaseUnusable) as caught:
        async with connected(several):
            pass
    assert str(caught.value).count(why) == 2


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        pytest.param("sslmode=disable", "the server wants TLS: use sslmode=verify-full", id="no TLS"),
        pytest.param(
            "sslmode=verify-full&sslrootcert=/nowhere/ca.crt",
            "the file that sslrootcert names is missing: /nowhere/ca.crt",
            id="no file of an authority",
        ),
        pytest.param(
            "sslmode=require&sslcert=/nowhere/a.crt&sslkey=/nowhere/a.key",
            "the file that sslcert names is missing: /nowhere/a.crt",
            id="no certificate of ours",
        ),
    ],
)
async def test_errors_say_what_to_do(server: Proxy, parameters: str, why: str) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        async with connected(server.url(parameters)):
            pass
    assert why in str(caught.value)


async def test_the_migrations_do_not_go_without_tls_either(server: Proxy) -> None:
    with pytest.raises(MigrationError, match="no encryption"):
        await asyncio.to_thread(migrations.migrate, server.url("sslmode=disable"), APPLICATION.migrations)


async def test_no_authority_to_check_against(server: Proxy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(DatabaseUnusable, match="nothing to check the server's certificate against: let sslrootcert"):
        async with connected(server.url("sslmode=verify-full")):
            pass


@pytest.mark.parametrize(
    ("error", "what_to_do"),
    [
        pytest.param(
            ConnectionError('PostgreSQL server at "db:5432" rejected SSL upgrade'), "turn ssl on", id="no TLS"
        ),
        pytest.param(
            asyncpg.InvalidAuthorizationSpecificationError("connection requires a valid client certificate"),
            "let sslcert and sslkey name its files",
            id="no certificate of ours",
        ),
        pytest.param(ConnectionRefusedError(), None, id="another error"),
    ],
)
def test_what_servers_say(error: Exception, what_to_do: str | None) -> None:
    advice = tls.advice(error)
    assert advice is None if what_to_do is None else what_to_do in (advice or "")
