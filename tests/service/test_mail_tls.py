"""TLS to the mail server: with STARTTLS or from the start, and never without a look at its certificate."""

import ssl

import pytest

from tests.service.certificates import Authority, needs_openssl
from tests.service.mailbox import mailbox
from undercroft.errors import JobError
from undercroft.jobs.mail import Mail
from undercroft.jobs.smtp import SmtpSender

pytestmark = needs_openssl

FROM = "service@example.org"
MAIL = Mail("welcome-1", "ada@example.org", "Welcome", "Hello")

STARTS = pytest.mark.parametrize(
    "starts_with_tls", [pytest.param(False, id="STARTTLS"), pytest.param(True, id="from the start")]
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def of_server(authority: Authority) -> ssl.SSLContext:
    return authority.context("server", "DNS:localhost")


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service trusts the authority, as it trusts those of the operating system."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))


@STARTS
@pytest.mark.usefixtures("trusted")
async def test_a_password_is_sent_once_the_line_is_encrypted(of_server: ssl.SSLContext, starts_with_tls: bool) -> None:
    async with mailbox(tls=of_server, starts_with_tls=starts_with_tls) as box:
        await SmtpSender(box.url.replace("//", "//user:secret@"), FROM).send(MAIL)
        assert (await box.next())[0] == MAIL.recipient
        assert box.login is not None


@pytest.mark.usefixtures("trusted")
async def test_what_the_server_offers_is_taken_without_a_password_too(of_server: ssl.SSLContext) -> None:
    async with mailbox(tls=of_server) as box:
        await SmtpSender(box.url, FROM).send(MAIL)
        await box.next()
        assert box.is_encrypted


@STARTS
async def test_a_server_that_is_not_trusted(of_server: ssl.SSLContext, starts_with_tls: bool) -> None:
    async with mailbox(tls=of_server, starts_with_tls=starts_with_tls) as box:
        with pytest.raises(JobError, match=r"certificate is refused: .*: SSL_CERT_FILE"):
            await SmtpSender(box.url.replace("//", "//user:secret@"), FROM).send(MAIL)
        assert box.login is None
        assert box.is_empty


@STARTS
@pytest.mark.usefixtures("trusted")
async def test_a_server_of_another_name(authority: Authority, starts_with_tls: bool) -> None:
    other = authority.context("other", "DNS:mail.example.org")
    async with mailbox(tls=other, starts_with_tls=starts_with_tls) as box:
        with pytest.raises(JobError, match=r"certificate is refused: .* not valid for 'localhost'"):
            await SmtpSender(box.url.replace("//", "//user:secret@"), FROM).send(MAIL)
        assert box.login is None
        assert box.is_empty
