"""The API described as OpenAPI 3.1: from the handlers themselves, and what the edge and the guard add to all of them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.enums import MediaType
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Tag
from litestar.types import ControllerRouterHandler

from ..http.money import AnsweredMoney
from . import completion, page

DESCRIPTION = """\
Send a key with every call but those of probes, metrics and this description: `Authorization: Bearer <key>`. One with
the scope read may GET, one with the scope write everything.

Bodies are JSON in UTF-8 unless another type is named, and may have 1 MiB, a file of users 64 MiB, unless the service is
set otherwise; unknown fields and parameters are errors. Answers may get more fields in time: pass over those that you
do not know. Ids are UUIDs, times RFC 3339 in UTC, money a decimal string with at most two decimals, above 0 and below
10^10.

Every error is application/problem+json: a program goes by its `type`. After 429 and 503 try again in Retry-After
seconds. After 500, 503 and 504 it is not said whether a change was made: If-Match and Idempotency-Key make it safe to
send it again. Beside what is described here, a path that is none is 404, a method that a path does not have is 405 with
Allow; HEAD works where GET does, and OPTIONS tells the methods.

Lists come in pages: while `next_cursor` is not null, call again with it as `cursor` and with the same filters and order.

Every answer has an X-Request-ID: the caller's, if it sent one of 1 to 64 characters of A-Za-z0-9_-, or else a new ULID.
The answers to a request with a key tell by RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers) how
many requests a second the key may send, and how many are left to it: a bucket that fills at a steady rate. Each process
of the service counts for itself."""

TAGS = [
    Tag("users", "Those who order."),
    Tag("orders", "From the first word to the parcel: pending, then paid, then shipped; or cancelled."),
    Tag("probes", "For whoever runs the service."),
    Tag("metrics", "For Prometheus."),
]
KEY = SecurityScheme("http", scheme="bearer", description="`python -m service keys create NAME --scope read|write`")


def document(documented: Sequence[ControllerRouterHandler]) -> dict[str, Any]:
    # Of an application of its own: beside the document, Litestar would serve pages that load from elsewhere, and
    # an answer of its own to every path below /schema.
    config = OpenAPIConfig(
        "The service",
        "0.1.0",
        description=DESCRIPTION,
        components=Components(security_schemes={"key": KEY}),
        security=[{"key": []}],
        tags=TAGS,
        use_handler_docstrings=True,
    )
    described = Litestar(documented, plugins=[AnsweredMoney()], openapi_config=config, logging_config=None)
    return completion.completed(described.openapi_schema.to_schema())


def router(documented: Sequence[ControllerRouterHandler]) -> Router:
    @cache
    def described() -> dict[str, Any]:
        return document(documented)

    @cache
    def as_json() -> bytes:
        return msgspec.json.encode(described())

    @cache
    def as_page() -> str:
        return page.render(described())

    @get("/openapi.json", media_type="application/vnd.oai.openapi+json", sync_to_thread=False)
    def openapi_json() -> bytes:
        return as_json()

    @get("/", media_type=MediaType.HTML, sync_to_thread=False)
    def openapi_page() -> Response[str]:
        return Response(as_page(), headers={"Content-Security-Policy": page.POLICY})

    return Router("/schema", route_handlers=[openapi_json, openapi_page], include_in_schema=False)
