"""Money: a decimal string above 0 and below 10^10, with at most two decimals."""

from decimal import Decimal
from typing import Annotated, Any

from litestar.openapi.spec import Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition
from msgspec import Meta

# In Python `$` also matches before a final newline, which the lookahead rules out.
Money = Annotated[
    str,
    Meta(
        pattern=r"^([1-9][0-9]{0,9}(\.[0-9]{1,2})?|0\.(0[1-9]|[1-9][0-9]?))(?!\n)$",
        description="Above 0 and below 10^10, with at most two decimals.",
        examples=["4.50"],
    ),
]


class AnsweredMoney(OpenAPISchemaPlugin):
    """Describes a decimal in an answer to OpenAPI: PostgreSQL writes it with two decimals."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return value is Decimal

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        return Schema(type=OpenAPIType.STRING, pattern=r"^(0|[1-9][0-9]{0,9})\.[0-9]{2}$")
