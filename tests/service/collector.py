"""An OpenTelemetry collector that keeps what it receives."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"


class Collector:
    def __init__(self, *, is_silent: bool) -> None:
        self.is_silent = is_silent
        self.paths: set[str] = set()
        self.services: set[str] = set()
        self.spans: list[str] = []
        self.port = 0

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                self._keep(lines[0].split()[1], await reader.readexactly(int(headers["content-length"])))
                if not self.is_silent:
                    writer.write(ANSWER)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    def _keep(self, path: str, body: bytes) -> None:
        self.paths.add(path)
        for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
            attributes = {attribute.key: attribute.value.string_value for attribute in sent.resource.attributes}
            self.services.add(attributes["service.name"])
            self.spans += [span.name for scope in sent.scope_spans for span in scope.spans]


@asynccontextmanager
async def collector(*, is_silent: bool = False) -> AsyncGenerator[Collector]:
    """A collector on a free port; a silent one accepts everything and never answers."""
    found = Collector(is_silent=is_silent)
    server = await asyncio.start_server(found.talk, "127.0.0.1", 0)
    async with server:
        found.port = server.sockets[0].getsockname()[1]
        yield found
