"""Mail: over SMTP where a server is named, else a line in the log."""

import logging
import re
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
from msgspec import Struct

from ..errors import JobError, JobHopeless
from ..serving.settings import Settings

# For each step of the conversation with the server.
SMTP_SECONDS = 10.0

# More than the API demands: what would need quotes, or would be several addresses, is none that anyone has.
_ADDRESS = re.compile(r'([^@\x00-\x20\x7f<>(),:;"\[\]\\]+)@([^@\x00-\x20\x7f<>(),:;"\[\]\\]+)')

logger = logging.getLogger(__name__)


class Mail(Struct, frozen=True):
    id: str
    """The same whenever it is sent again, so that a mailbox can tell."""
    recipient: str
    subject: str
    text: str


class Sender(Protocol):
    async def send(self, mail: Mail) -> None: ...


class LogSender:
    """Says that there is a mail, and neither to whom nor what."""

    async def send(self, mail: Mail) -> None:
        logger.info("mail", extra={"fields": {"mail": mail.id, "subject": mail.subject}})


class SmtpSender:
    """Sends to the server of a URL: smtps:// is TLS from the start, smtp:// as soon as the server offers it."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._sender = Address(addr_spec=sender)
        self._host = parts.hostname
        self._port = parts.port
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._is_tls = parts.scheme == "smtps"

    async def send(self, mail: Mail) -> None:
        message = self._written(mail)
        # A password is not sent where all can read it.
        start_tls = False if self._is_tls else (self._user is not None or None)
        try:
            await aiosmtplib.send(
                message,
                recipients=[mail.recipient],
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                local_hostname=self._sender.domain,
                timeout=SMTP_SECONDS,
                use_tls=self._is_tls,
                start_tls=start_tls,
            )
        # What servers say repeats addresses: nothing of it is kept.
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            kind = JobHopeless if min(codes, default=0) >= 500 else JobError
            raise kind(f"the mail server refused the recipient: {codes}") from None
        except aiosmtplib.SMTPNotSupported:
            raise JobHopeless("the mail server does not take such an address") from None
        except aiosmtplib.SMTPResponseException as error:
            raise JobError(f"the mail server said {error.code}") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise JobError(f"the mail server cannot be used: {type(error).__name__}") from None

    def _written(self, mail: Mail) -> EmailMessage:
        parts = _ADDRESS.fullmatch(mail.recipient)
        if parts is None:
            raise JobHopeless("the address is none that mail can be sent to")
        message = EmailMessage()
        message["To"] = Address(username=parts[1], domain=parts[2])
        message["From"] = self._sender
        message["Subject"] = mail.subject
        message["Message-ID"] = f"<{mail.id}@{self._sender.domain}>"
        message.set_content(mail.text)
        return message


def sender(settings: Settings) -> Sender:
    return LogSender() if settings.smtp_url is None else SmtpSender(settings.smtp_url, settings.mail_from)
