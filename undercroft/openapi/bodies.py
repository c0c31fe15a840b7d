"""Describes a body that a handler reads as it arrives, and for which the handler has no parameter."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from .operations import PREFIX


def streamed(description: str, media: Mapping[str, type]) -> type[Operation]:
    """The `operation_class` of the handler. A type is `str` for text, or a struct for lines of it.

    Another call must take or answer the same struct: its schema comes from there.
    """
    content = {media_type: OpenAPIMediaType(schema=_schema(kind)) for media_type, kind in media.items()}
    body = RequestBody(content=content, description=description, required=True)

    @dataclass
    class Streamed(Operation):
        def __post_init__(self) -> None:
            self.request_body = body

    return Streamed


def _schema(kind: type) -> Reference | Schema:
    return Schema(type=OpenAPIType.STRING) if kind is str else Reference(f"{PREFIX}{kind.__name__}")
