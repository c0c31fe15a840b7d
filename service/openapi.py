"""The API described as OpenAPI 3.1: from the handlers themselves, and what the edge and the guard add to all of them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.enums import MediaType
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ControllerRouterHandler

from . import completion, page

DESCRIPTION = """\
Every error is application/problem+json. Every answer to a request with a key tells by RateLimit-Policy and RateLimit
(draft-ietf-httpapi-ratelimit-headers) how many requests a second the key may send, and how many are left to it: a
bucket that fills at a steady rate. Each process of the service counts for itself."""


def document(documented: Sequence[ControllerRouterHandler]) -> dict[str, Any]:
    # Of an application of its own: beside the document, Litestar would serve pages that load from elsewhere, and
    # an answer of its own to every path below /schema.
    config = OpenAPIConfig(
        "The service",
        "0.1.0",
        description=DESCRIPTION,
        components=Components(security_schemes={"key": SecurityScheme("http", scheme="bearer")}),
        security=[{"key": []}],
    )
    described = Litestar(documented, openapi_config=config, logging_config=None)
    return completion.completed(described.openapi_schema.to_schema())


def router(documented: Sequence[ControllerRouterHandler]) -> Router:
    @cache
    def as_json() -> bytes:
        return msgspec.json.encode(document(documented))

    @cache
    def as_page() -> str:
        return page.render(document(documented))

    @get("/openapi.json", media_type="application/vnd.oai.openapi+json", sync_to_thread=False)
    def openapi_json() -> bytes:
        return as_json()

    @get("/", media_type=MediaType.HTML, sync_to_thread=False)
    def openapi_page() -> Response[str]:
        return Response(as_page(), headers={"Content-Security-Policy": page.POLICY})

    return Router("/schema", route_handlers=[openapi_json, openapi_page], include_in_schema=False)
