"""Mail: sent over SMTP if the settings name a server, or else only noted in the log."""

import logging
from typing import Protocol

from msgspec import Struct

from ..telemetry.events import note

logger = logging.getLogger(__name__)


class Mail(Struct, frozen=True):
    id: str
    """The same each time this mail is sent, so that a mailbox can tell."""
    recipient: str
    subject: str
    text: str


class Sender(Protocol):
    async def send(self, mail: Mail) -> None: ...


class LogSender:
    """Logs that there is a mail, but neither its recipient nor its text."""

    async def send(self, mail: Mail) -> None:
        note(logger, "mail", {"mail": mail.id, "subject": mail.subject})
