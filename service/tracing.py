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

from . import context
from .exchange import UNLOGGED
from .jobs import Handler
from .metrics import METHODS
from .observing import FLUSH_SECONDS

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
            if scope["type"] != "http" or scope["path"] in UNLOGGED:
                await app(scope, receive, send)
                return
            status = 0

            async def noting(message: Any) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            # A client may send any word as a method.
            known = scope["method"] if scope["method"] in METHODS else None
            span = self._tracer.start_span(
                known or "HTTP", propagate.extract(headers), SpanKind.SERVER, _of_request(scope, known, headers)
            )
            with _logged(span), _current(span):
                try:
                    await app(scope, receive, noting)
                finally:
                    if route := scope.get("path_template"):
                        span.update_name(f"{known or 'HTTP'} {route}")
                        span.set_attribute("http.route", route)
                    if status:
                        span.set_attribute("http.response.status_code", status)
                    if not 0 < status < 500:
                        _fail(span, str(status) if status else "no_answer")

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


def _of_request(scope: Any, method: str | None, headers: Mapping[str, str]) -> dict[str, str]:
    attributes = {
        "http.request.method": method or "_OTHER",
        "url.scheme": scope["scheme"],
        "url.path": scope["path"],
        "network.protocol.version": scope["http_version"],
    }
    if user_agent := headers.get("user-agent"):
        attributes["user_agent.original"] = user_agent
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
        _fail(span, code)
        raise
    except BaseException as error:
        _fail(span, type(error).__qualname__)
        raise
    finally:
        span.end()


def _fail(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(StatusCode.ERROR)
