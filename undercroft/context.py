"""The request being answered, and its trace, wherever the code that answers it runs."""

from contextvars import ContextVar

from msgspec import Struct

# A longer path is not worth repeating in logs, problems and spans.
LONGEST_PATH = 1000


class RequestContext(Struct, frozen=True):
    request_id: str
    path: str


class Trace(Struct, frozen=True):
    """The span of a request or job, in the form of W3C's Trace Context."""

    trace_id: str
    span_id: str
    is_sampled: bool = True
    """Whether a collector gets it."""


NO_REQUEST = RequestContext(request_id="", path="")

current: ContextVar[RequestContext] = ContextVar("request", default=NO_REQUEST)

trace: ContextVar[Trace | None] = ContextVar("trace", default=None)
