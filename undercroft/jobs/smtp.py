"""Sends mail over SMTP."""

import re
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from ..errors import JobError, JobHopeless
from .mail import Mail

# The time for each step of the conversation with the server.
SMTP_SECONDS = 10.0

# Stricter than the API: nobody has an address that needs quotes, and several addresses are not one.
_ADDRESS = re.compile(r'([^@\x00-\x20\x7f<>(),:;"\[\]\\]+)@([^@\x00-\x20\x7f<>(),:;"\[\]\\]+)')


class SmtpSender:
    """Sends to the server of a URL: smtps:// uses TLS from the start, smtp:// as soon as the server offers it."""

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
        # Never send a password unencrypted.
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
        # Servers repeat addresses in what they say, so nothing of that is kept.
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            kind = JobHopeless if min(codes, default=0) >= 500 else JobError
            raise kind(f"the mail server refused the recipient: {codes}") from None
        except aiosmtplib.SMTPNotSupported:
            raise JobHopeless("the mail server does not accept such an address") from None
        except aiosmtplib.SMTPResponseException as error:
            raise JobError(f"the mail server said {error.code}") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise JobError(_refused(error) or f"the mail server cannot be used: {type(error).__name__}") from None

    def _written(self, mail: Mail) -> EmailMessage:
        parts = _ADDRESS.fullmatch(mail.recipient)
        if parts is None:
            raise JobHopeless("mail cannot be sent to this address")
        message = EmailMessage()
        message["To"] = Address(username=parts[1], domain=parts[2])
        message["From"] = self._sender
        message["Subject"] = mail.subject
        message["Message-ID"] = f"<{mail.id}@{self._sender.domain}>"
        message.set_content(mail.text)
        return message


def _refused(error: Exception) -> str | None:
    """What is wrong with the server's certificate, if it is that."""
    for each in (error, error.__cause__):
        if isinstance(each, ssl.SSLCertVerificationError):
            hint = "SSL_CERT_FILE names the file of the authorities that are trusted"
            return f"the mail server's certificate is refused: {each.verify_message.rstrip('.')}: {hint}"
    return None
