"""Spans around requests, queries and jobs, for a collector that takes OTLP over HTTP.

Imported only if the settings name a collector. OpenTelemetry reads its other options from the environment:
OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER, OTEL_PROPAGATORS, OTEL_EXPORTER_OTLP_HEADERS and so
on. The attributes are those of its semantic conventions, https://opentelemetry.io/docs/specs/semconv/. They hold neither
arguments nor PostgreSQL's error messages, because both may quote someone's data.
"""

import asyncio
from collections.abc import AsyncGenerator, Collection, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from threading import Thread
from typing import Any

from asyncpg import PostgresError
from litestar.types import ASGIApp, Receive, Scope, Send
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode

from .. import context
from ..context import LONGEST_PATH
from .metrics import METHODS
from .spans import FLUSH_SECONDS, Spans

# Where a collector takes spans, below its endpoint.
PATH = "/v1/traces"


def exporting(endpoint: str) -> SpanProcessor:
    return BatchSpanProcessor(OTLPSpanExporter(endpoint.rstrip("/") + PATH))


class Tracing(Spans):
    def __init__(self, processor: SpanProcessor, *, name: str, untraced: Collection[str] = ()) -> None:
        """`name` is the service's, and `untraced` are the paths whose requests have no span."""
        own = {SERVICE_NAME: name, **OTELResourceDetector().detect().attributes}
        self._provider = TracerProvider(resource=Resource.create(own), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer(name)
        self._untraced = untraced

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Send spans within the block, and the last ones at its end if the collector takes them in time."""
        try:
            yield
        finally:
            # Not in the loop's pool of threads: at its end the loop waits for them, however long the collector takes.
            flushing = Thread(target=self._provider.shutdown, daemon=True)
            flushing.start()
            await asyncio.to_thread(flushing.join, FLUSH_SECONDS)

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, with a span for each request, within the caller's trace if there is one."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"].rstrip("/") in self._untraced:
                await app(scope, receive, send)
                return
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            # A client may send any word as a method.
            method = scope["method"] if scope["method"] in METHODS else None
            attributes = _of_request(scope, method, headers)
            span = self._tracer.start_span(method or "HTTP", propagate.extract(headers), SpanKind.SERVER, attributes)
            answer = _Answer(span, method or "HTTP", scope, send)
            with _logged(span), trace.use_span(span, record_exception=False, set_status_on_exception=False):
                try:
                    await app(scope, receive, answer.send)
                finally:
                    answer.end()

        return traced

    @contextmanager
    def query(self, name: str) -> Generator[None]:
        """A span within another span; the query that polls for jobs is within none, and gets none."""
        if not trace.get_current_span().get_span_context().is_valid:
            yield
            return
        attributes = {"db.system.name": "postgresql", "db.query.summary": name}
        with _current(self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)):
            yield

    @contextmanager
    def job(self, kind: str, id: int, attempt: int) -> Generator[None]:
        attributes = {"job.kind": kind, "job.id": id, "job.attempt": attempt}
        span = self._tracer.start_span(f"job {kind}", kind=SpanKind.CONSUMER, attributes=attributes)
        with _logged(span), _current(span):
            yield


class _Answer:
    """The answer to a request: the span ends with it, even if the client still sends."""

    def __init__(self, span: Span, method: str, scope: Any, send: Send) -> None:
        self._span = span
        self._method = method
        self._scope = scope
        self._send = send
        self._status = 0

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        await self._send(message)
        if message["type"] == "http.response.body" and not message["more_body"]:
            self.end()

    def end(self) -> None:
        if not self._span.is_recording():
            return
        if route := self._scope.get("path_template"):
            self._span.update_name(f"{self._method} {route}")
            self._span.set_attribute("http.route", route)
        if self._status == 0:
            _end(self._span, "no_answer")
            return
        self._span.set_attribute("http.response.status_code", self._status)
        _end(self._span, str(self._status) if self._status >= 500 else None)


def _of_request(scope: Any, method: str | None, headers: Mapping[str, str]) -> dict[str, str]:
    attributes = {
        "http.request.method": method or "_OTHER",
        "url.scheme": scope["scheme"],
        "url.path": scope["path"][:LONGEST_PATH],
        "network.protocol.version": scope["http_version"],
    }
    if user_agent := headers.get("user-agent"):
        attributes["user_agent.original"] = user_agent[:LONGEST_PATH]
    return attributes


@contextmanager
def _logged(span: Span) -> Generator[None]:
    """Name the span in the log within the block."""
    ids = span.get_span_context()
    told = context.Trace(
        trace.format_trace_id(ids.trace_id), trace.format_span_id(ids.span_id), ids.trace_flags.sampled
    )
    token = context.trace.set(told)
    try:
        yield
    finally:
        context.trace.reset(token)


@contextmanager
def _current(span: Span) -> Generator[None]:
    """Spans that begin within the block are this one's children; it ends with the block, as failed if that raises."""
    try:
        with trace.use_span(span, record_exception=False, set_status_on_exception=False):
            yield
    except PostgresError as error:
        code = error.sqlstate or type(error).__qualname__
        span.set_attribute("db.response.status_code", code)
        _end(span, code)
        raise
    except BaseException as error:
        _end(span, type(error).__qualname__)
        raise
    else:
        _end(span)


def _end(span: Span, error: str | None = None) -> None:
    """End the span, as failed if there is an error."""
    if error is not None:
        span.set_attribute("error.type", error)
        span.set_status(StatusCode.ERROR)
    span.end()
