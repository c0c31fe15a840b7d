"""A mail server for one test: it speaks as much SMTP as a mail needs, and refuses what the test wants refused."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

GREETINGS = {"EHLO": "250-test\r\n250 SMTPUTF8", "DATA": "354 go on", "QUIT": "221 bye"}


class Mailbox:
    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = {**GREETINGS, **answers}
        self._received: asyncio.Queue[tuple[str, EmailMessage]] = asyncio.Queue()
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def is_empty(self) -> bool:
        return self._received.empty()

    async def next(self) -> tuple[str, EmailMessage]:
        """The next mail's recipient, and the mail."""
        async with asyncio.timeout(5):
            return await self._received.get()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        recipient = ""
        while line := await reader.readline():
            verb = line[:4].decode().upper()
            answer = self._answers.get(verb, "250 fine")
            if verb == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            writer.write(f"{answer}\r\n".encode())
            if answer.startswith("354"):
                content = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
                mail = message_from_bytes(content, policy=policy.default)
                self._received.put_nowait((recipient, mail))
                writer.write(b"250 taken\r\n")
        writer.close()


@asynccontextmanager
async def mailbox(**answers: str) -> AsyncGenerator[Mailbox]:
    """`answers` are its answers to commands, such as RCPT="550 no such mailbox"."""
    box = Mailbox(answers)
    server = await asyncio.start_server(box.talk, "127.0.0.1", 0)
    async with server:
        box.port = server.sockets[0].getsockname()[1]
        yield box
