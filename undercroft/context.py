"""What is known of the request that is being answered, wherever the code runs that answers it, and of its trace."""

from contextvars import ContextVar

from msgspec import Struct


class RequestContext(Struct, frozen=True):
    request_id: str
    path: str


class Trace(Struct, frozen=True):
    """The span of a request or job, as W3C's Trace Context writes it."""

    trace_id: str
    span_id: str


NO_REQUEST = RequestContext(request_id="", path="")

current: ContextVar[RequestContext] = ContextVar("request", default=NO_REQUEST)

trace: ContextVar[Trace | None] = ContextVar("trace", default=None)
