"""A mail server that counts what it takes, and can be away or slow."""

import asyncio
from collections import Counter
from contextlib import suppress

ANSWERS = {"EHLO": "250 soak", "DATA": "354 go on", "QUIT": "221 bye"}


class MailServer:
    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        """How many mails each recipient got."""
        self.pause = 0.0
        """How long each answer takes."""
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Listen; on the same port as before, if it was away."""
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    def leave(self) -> None:
        """Refuse connections, and break off those that are open."""
        if self._server:
            self._server.close()
        for writer in self._writers:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._converse(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        writer.write(b"220 soak\r\n")
        while line := await reader.readline():
            verb = line[:4].decode().upper()
            if verb == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            await asyncio.sleep(self.pause)
            writer.write(f"{ANSWERS.get(verb, '250 fine')}\r\n".encode())
            if verb == "DATA":
                await reader.readuntil(b"\r\n.\r\n")
                await asyncio.sleep(self.pause)
                # Counted when it is acknowledged: before, the sender has to send it again.
                self.taken[recipient] += 1
                writer.write(b"250 taken\r\n")
            await writer.drain()
