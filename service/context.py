"""What is known of the request that is being answered, wherever the code runs that answers it."""

from contextvars import ContextVar

from msgspec import Struct


class RequestContext(Struct, frozen=True):
    request_id: str
    path: str


NO_REQUEST = RequestContext(request_id="", path="")

current: ContextVar[RequestContext] = ContextVar("request", default=NO_REQUEST)
