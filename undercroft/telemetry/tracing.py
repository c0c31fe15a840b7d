"""Spans around requests, their queries and jobs, for a collector that takes OTLP over HTTP.

Imported only where one is named. What else OpenTelemetry can be told it reads from the environment: OTEL_SERVICE_NAME,
OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER, OTEL_PROPAGATORS, OTEL_EXPORTER_OTLP_HEADERS and their like. Attributes
are those of its semantic conventions, https://opentelemetry.io/docs/specs/semconv/; neither arguments nor what
PostgreSQL says of an error are among them, for both may quote someone's data.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
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

from generated.jobs import TakeJobsRow

from .. import context
from ..edge.exchange import LONGEST_PATH, UNLOGGED
from ..jobs.worker import Handler
from .metrics import METHODS
from .query_observer import FLUSH_SECONDS

# Where below its endpoint a collector takes spans.
PATH = "/v1/traces"


def exporting(endpoint: str) -> SpanProcessor:
    return BatchSpanProcessor(OTLPSpanExporter(endpoint.rstrip("/") + PATH))


class Tracing:
    def __init__(self, processor: SpanProcessor) -> None:
        own = {SERVICE_NAME: "service", **OTELResourceDetector().detect().attributes}
        self._provider = TracerProvider(resource=Resource.create(own), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("service")

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Send spans meanwhile, and the last ones at the end if the collector does not take too long over them."""
        try:
            yield
        finally:
            # Not in the loop's pool of threads, for which its end would wait as long as the collector likes.
            flushing = Thread(target=self._provider.shutdown, daemon=True)
            flushing.start()
            await asyncio.to_thread(flushing.join, FLUSH_SECONDS)

    def around(self, app: ASGIApp) -> ASGIApp:
        """The same, with a span for each request; it goes on with its caller's trace, if that has one."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"].rstrip("/") in UNLOGGED:
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
        """A span within another one: what looks again and again for jobs has none."""
        if not trace.get_current_span().get_span_context().is_valid:
            yield
            return
        attributes = {"db.system.name": "postgresql", "db.query.summary": name}
        with _current(self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)):
            yield

    def handling(self, handler: Handler) -> Handler:
        """The same, with a span for each job that it is given."""

        async def traced(job: TakeJobsRow) -> None:
            attributes = {"job.kind": job.kind, "job.id": job.id, "job.attempt": job.attempts}
            span = self._tracer.start_span(f"job {job.kind}", kind=SpanKind.CONSUMER, attributes=attributes)
            with _logged(span), _current(span):
                await handler(job)

        return traced


class _Answer:
    """The answer to a request, with which its span ends: what a client may still send then is no part of it."""

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
    """The log names it meanwhile."""
    ids = span.get_span_context()
    token = context.trace.set(context.Trace(trace.format_trace_id(ids.trace_id), trace.format_span_id(ids.span_id)))
    try:
        yield
    finally:
        context.trace.reset(token)


@contextmanager
def _current(span: Span) -> Generator[None]:
    """Others that begin meanwhile are within it; then it ends, as failed where something was raised."""
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
    """End it, as failed if an error is named."""
    if error is not None:
        span.set_attribute("error.type", error)
        span.set_status(StatusCode.ERROR)
    span.end()
