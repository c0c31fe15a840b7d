"""OpenAPI's view of a body that a handler reads as it arrives, so that no parameter of it stands for the body."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from .operations import PREFIX


def streamed(description: str, media: Mapping[str, type]) -> type[Operation]:
    """The `operation_class` of its handler: text by its media type, or lines of a struct that another call has too."""
    content = {media_type: OpenAPIMediaType(schema=_schema(kind)) for media_type, kind in media.items()}
    body = RequestBody(content=content, description=description, required=True)

    @dataclass
    class Streamed(Operation):
        def __post_init__(self) -> None:
            self.request_body = body

    return Streamed


def _schema(kind: type) -> Reference | Schema:
    return Schema(type=OpenAPIType.STRING) if kind is str else Reference(f"{PREFIX}{kind.__name__}")
