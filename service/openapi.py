"""The API described as OpenAPI 3.1, from the handlers themselves."""

from collections.abc import Sequence
from functools import cache

import msgspec
from litestar import Litestar, Router, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ControllerRouterHandler


def router(documented: Sequence[ControllerRouterHandler]) -> Router:
    @cache
    def document() -> bytes:
        # Of an application of its own: beside the document, Litestar would serve pages that load from elsewhere, and
        # an answer of its own to every path below /schema.
        config = OpenAPIConfig(
            "The service",
            "0.1.0",
            components=Components(security_schemes={"key": SecurityScheme("http", scheme="bearer")}),
            security=[{"key": []}],
        )
        described = Litestar(documented, openapi_config=config, logging_config=None)
        return msgspec.json.encode(described.openapi_schema.to_schema())

    @get("/openapi.json", media_type="application/vnd.oai.openapi+json", sync_to_thread=False)
    def openapi_json() -> bytes:
        return document()

    return Router("/schema", route_handlers=[openapi_json], include_in_schema=False)
