"""Mail: what is sent, and what happens to a mail that cannot be sent."""

import logging

import pytest

from service.settings import load
from tests.ports import free_port
from tests.service.mailbox import mailbox
from undercroft.errors import JobError, JobHopeless
from undercroft.jobs.mail import LogSender, Mail
from undercroft.jobs.mail_sender import sender
from undercroft.jobs.smtp import SmtpSender

FROM = "service@example.org"
MAIL = Mail("welcome-1", "ada@example.org", "Welcome", "Hello Ada,\n\n.\nwelcome\n")


async def test_over_smtp() -> None:
    async with mailbox() as box:
        await SmtpSender(box.url, FROM).send(MAIL)
        recipient, mail = await box.next()
    assert recipient == MAIL.recipient
    shown = {name: mail[name] for name in ("To", "From", "Subject", "Message-ID")}
    assert shown == {"To": MAIL.recipient, "From": FROM, "Subject": "Welcome", "Message-ID": "<welcome-1@example.org>"}
    assert mail.get_content().replace("\r\n", "\n") == MAIL.text.replace("\n.", "\n..")


@pytest.mark.parametrize("recipient", ["用户@例え.jp", "a+b@example.org", "o'hara@example.org", "a.@b"])
async def test_who_gets_it(recipient: str) -> None:
    async with mailbox() as box:
        await SmtpSender(box.url, FROM).send(Mail("1", recipient, "Welcome", "Hello 🌍\n"))
        received, mail = await box.next()
    assert received.replace('"', "") == recipient
    assert mail.get_content().strip() == "Hello 🌍"


@pytest.mark.parametrize(
    "recipient",
    ["a\nb@example.org", "a@b\r\nRCPT TO:<x@y>", "a, b@example.org", "a@b, c@d", "a@b@c", "a b@c", "a@", "<a@b>"],
)
async def test_an_address_that_is_none(recipient: str) -> None:
    async with mailbox() as box:
        with pytest.raises(JobHopeless, match="mail cannot be sent to this address"):
            await SmtpSender(box.url, FROM).send(Mail("1", recipient, "Welcome", "Hello"))
        assert box.is_empty


@pytest.mark.parametrize(
    ("answers", "kind", "why"),
    [
        pytest.param({"RCPT": "550 no ada@example.org here"}, JobHopeless, "refused the recipient: [550]", id="nobody"),
        pytest.param({"RCPT": "451 ada@example.org: later"}, JobError, "refused the recipient: [451]", id="not now"),
        pytest.param({"MAIL": "550 who is that"}, JobError, "the mail server said 550", id="the sender is refused"),
        pytest.param({"DATA": "554 no"}, JobError, "the mail server said 554", id="the mail is refused"),
    ],
)
async def test_what_the_server_refuses(answers: dict[str, str], kind: type[JobError], why: str) -> None:
    async with mailbox(answers) as box:
        with pytest.raises(JobError) as caught:
            await SmtpSender(box.url, FROM).send(MAIL)
    assert type(caught.value) is kind
    assert why in str(caught.value)
    assert "ada" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_a_server_that_takes_no_such_address() -> None:
    async with mailbox({"EHLO": "250 test"}) as box:
        with pytest.raises(JobHopeless, match="does not accept such an address"):
            await SmtpSender(box.url, FROM).send(Mail("1", "用户@例え.jp", "Welcome", "Hello"))


@pytest.mark.parametrize("url", ["smtp://127.0.0.1", "smtps://user:p%40ss@127.0.0.1"])
async def test_no_server(url: str) -> None:
    with pytest.raises(JobError, match="the mail server cannot be used: SMTPConnectError"):
        await SmtpSender(f"{url}:{free_port()}", FROM).send(MAIL)


async def test_a_password_is_not_sent_in_the_clear() -> None:
    async with mailbox() as box:
        with pytest.raises(JobError):
            await SmtpSender(box.url.replace("//", "//user:secret@"), FROM).send(MAIL)
        assert box.is_empty


async def test_without_a_server_it_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    chosen = sender(load({"DATABASE_URL": "postgresql://app@db/app"}))
    assert isinstance(chosen, LogSender)
    with caplog.at_level(logging.INFO, "undercroft.jobs.mail"):
        await chosen.send(MAIL)
    assert [record.__dict__["fields"] for record in caplog.records] == [{"mail": "welcome-1", "subject": "Welcome"}]
