"""Who sends mail, by the settings."""

from typing import Protocol

from .mail import LogSender, Sender


class MailSettings(Protocol):
    """The settings that mail needs."""

    @property
    def smtp_url(self) -> str | None: ...

    @property
    def mail_from(self) -> str: ...


def sender(settings: MailSettings) -> Sender:
    if settings.smtp_url is None:
        return LogSender()
    # Imported here: the service starts faster without it.
    from .smtp import SmtpSender

    return SmtpSender(settings.smtp_url, settings.mail_from)
