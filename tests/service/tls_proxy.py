"""Speaks TLS in front of the tests' PostgreSQL, as PostgreSQL itself does: the server from the wheel cannot.

A client without TLS is refused as a `pg_hba.conf` with only `hostssl` lines refuses it.
"""

import asyncio
import ssl
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, unquote, urlsplit

# What a client sends first, if it wants TLS.
SSL_REQUEST = struct.pack("!ii", 8, 80877103)

REFUSAL = b"SFATAL\0C28000\0Mno pg_hba.conf entry for this host, no encryption\0\0"


class Proxy:
    def __init__(self, database_url: str, context: ssl.SSLContext) -> None:
        self._parts = urlsplit(database_url)
        self._context = context
        self.port = 0
        # How many connections there were with TLS.
        self.encrypted = 0
        self.serving: set[asyncio.Task[object]] = set()

    def url(self, parameters: str, *, host: str = "localhost") -> str:
        credentials = self._parts.netloc.rpartition("@")[0]
        return f"postgresql://{credentials}@{host}:{self.port}{self._parts.path}?{parameters}"

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.serving.add(task)
        try:
            await self._speak(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            # A client that does not trust the certificate leaves.
            pass
        finally:
            writer.transport.abort()
            self.serving.discard(task)

    async def _speak(self, reader: StreamReader, writer: StreamWriter) -> None:
        if await reader.readexactly(8) != SSL_REQUEST:
            writer.write(b"E" + struct.pack("!i", len(REFUSAL) + 4) + REFUSAL)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            return
        writer.write(b"S")
        await writer.start_tls(self._context)
        self.encrypted += 1
        server_reader, server_writer = await self._server()
        try:
            await asyncio.gather(_copy(reader, server_writer), _copy(server_reader, writer))
        finally:
            server_writer.transport.abort()

    async def _server(self) -> tuple[StreamReader, StreamWriter]:
        query = parse_qs(self._parts.query)
        if "host" in query:
            return await asyncio.open_unix_connection(f"{query['host'][0]}/.s.PGSQL.{query['port'][0]}")
        return await asyncio.open_connection(unquote(self._parts.hostname or ""), self._parts.port or 5432)


async def _copy(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def tls_proxy(database_url: str, context: ssl.SSLContext) -> AsyncGenerator[Proxy]:
    proxy = Proxy(database_url, context)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in proxy.serving:
            task.cancel()
        await asyncio.gather(*proxy.serving, return_exceptions=True)
