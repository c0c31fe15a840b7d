"""A mail server for one test: it speaks as much SMTP as a mail needs, and refuses what the test wants refused."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import MappingProxyType

OFFERS = "250-test\r\n250 SMTPUTF8"
GREETINGS = {"EHLO": OFFERS, "DATA": "354 go on", "QUIT": "221 bye"}


class Mailbox:
    def __init__(self, answers: Mapping[str, str], *, tls: ssl.SSLContext | None, starts_with_tls: bool) -> None:
        self._answers = {**GREETINGS, **answers}
        self._tls = tls
        self._starts_with_tls = starts_with_tls
        # The command with a password, if one came.
        self.login: str | None = None
        self.is_encrypted = starts_with_tls
        self._received: asyncio.Queue[tuple[str, EmailMessage]] = asyncio.Queue()
        self.port = 0

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self._tls is None else "localhost"
        return f"{'smtps' if self._starts_with_tls else 'smtp'}://{host}:{self.port}"

    @property
    def is_empty(self) -> bool:
        return self._received.empty()

    async def next(self) -> tuple[str, EmailMessage]:
        """The next mail's recipient, and the mail."""
        async with asyncio.timeout(5):
            return await self._received.get()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client that does not trust the certificate leaves.
        with suppress(OSError):
            await self._converse(reader, writer)
        writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        is_open = self._tls is not None and not self._starts_with_tls
        recipient = ""
        while line := await reader.readline():
            verb = line[:4].decode().upper()
            answer = self._answers.get(verb, "250 fine")
            if verb == "EHLO" and self._tls is not None:
                answer += "\r\n250 STARTTLS" if is_open else "\r\n250 AUTH PLAIN"
                answer = answer.replace("250 SMTPUTF8", "250-SMTPUTF8")
            if verb == "STAR" and self._tls is not None:
                writer.write(b"220 go on\r\n")
                await writer.start_tls(self._tls)
                is_open = False
                self.is_encrypted = True
                continue
            if verb == "AUTH":
                self.login = line.decode().strip()
                answer = "503 not in the open" if is_open else "235 welcome"
            if verb == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            writer.write(f"{answer}\r\n".encode())
            if answer.startswith("354"):
                content = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
                mail = message_from_bytes(content, policy=policy.default)
                self._received.put_nowait((recipient, mail))
                writer.write(b"250 taken\r\n")
            await writer.drain()
            if verb == "QUIT":
                return


@asynccontextmanager
async def mailbox(
    answers: Mapping[str, str] = MappingProxyType({}),
    *,
    tls: ssl.SSLContext | None = None,
    starts_with_tls: bool = False,
) -> AsyncGenerator[Mailbox]:
    """`answers` are its answers to commands, such as {"RCPT": "550 no such mailbox"}.

    With `tls` it offers STARTTLS, or speaks TLS from the start.
    """
    box = Mailbox(answers, tls=tls, starts_with_tls=starts_with_tls)
    server = await asyncio.start_server(box.talk, "127.0.0.1", 0, ssl=tls if starts_with_tls else None)
    async with server:
        box.port = server.sockets[0].getsockname()[1]
        yield box
