"""Describes an API as OpenAPI 3.1, from its handlers and what holds for all of them.

Making it takes longer than starting to serve, so it is made when somebody asks for it first; the command `check` makes
it too, and fails if that does.
"""

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any, NamedTuple

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.enums import MediaType
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, Schema, SecurityScheme, Tag
from litestar.openapi.spec.enums import OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.types import ControllerRouterHandler
from litestar.typing import FieldDefinition

from ..http.money import AnsweredMoney
from ..http.problems import Problem
from . import completion, examples, problem_examples, schemas
from .described_types import described_types
from .facts import TAGS, Vocabulary
from .operations import PREFIX, Json, Operation, operations
from .page import page


class About(NamedTuple):
    """What only the application knows about its API as a whole."""

    title: str
    version: str
    text: str
    how_to_get_a_key: str


class Description(NamedTuple):
    document: Json
    as_json: bytes
    as_html: str


class AnsweredTime(OpenAPISchemaPlugin):
    """Describes a time of day to OpenAPI; Litestar would call it a duration."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return value is time

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        return Schema(type=OpenAPIType.STRING, examples=["08:00:00"])


def describe(about: About, handlers: Sequence[ControllerRouterHandler]) -> Description:
    # From an application made for this only: in the real one, Litestar would also serve pages that load scripts from
    # elsewhere, and answer every path below /schema in its own way.
    config = OpenAPIConfig(
        about.title,
        about.version,
        description=about.text,
        components=Components(
            security_schemes={"key": SecurityScheme("http", scheme="bearer", description=about.how_to_get_a_key)}
        ),
        security=[{"key": []}],
        use_handler_docstrings=True,
    )
    app = Litestar(handlers, plugins=[AnsweredMoney(), AnsweredTime()], openapi_config=config, logging_config=None)
    document: Json = app.openapi_schema.to_schema()
    _complete(document, app)
    return Description(document, msgspec.json.encode(document), page.render(document))


def _complete(document: Json, app: Litestar) -> None:
    described = operations(document, app)
    subjects = list({id(each.facts): each.facts for each in described if each.facts}.values())
    vocabulary = Vocabulary(subjects)
    document["tags"] = _tags(described)
    components: Json = document["components"].setdefault("schemas", {})
    _add_problem(components)
    schemas.flatten(document, described)
    schemas.close(document, described)
    types = [each for subject in subjects for each in subject.types]
    found = described_types([each.handler for each in described], components)
    named = list(schemas.name(document, found, types).values())
    components = document["components"]["schemas"]
    schemas.explain(components, named, schemas.owners(described, components), vocabulary)
    components[Problem.__name__]["properties"]["type"]["examples"] = sorted(problem_examples.types())
    schemas.write_whole_numbers(document)
    completion.complete(document, described, vocabulary)
    examples.complete(document, described, named)
    completion.show_a_location(document, described)


def _tags(described: Sequence[Operation]) -> list[Json]:
    """The tags in the order of the calls, explained if their subjects explain them."""
    found: dict[str, str | None] = {}
    for operation in described:
        explained = operation.facts.tag if operation.facts else ""
        for tag in operation.described.get("tags", ()):
            found[tag] = found.get(tag) or explained or TAGS.get(tag)
    return [Tag(name, meaning).to_schema() for name, meaning in found.items()]


def _add_problem(components: Json) -> None:
    """Every call may fail, even if no handler says how: the schema of problems is always needed."""
    _, known = msgspec.json.schema_components([Problem], ref_template=f"{PREFIX}{{name}}")
    for name, schema in known.items():
        components.setdefault(name, schema)


def router(description: Callable[[], Description]) -> Router:
    """`description` makes it, once; it is called in a thread beside the loop."""

    @get("/openapi.json", media_type="application/vnd.oai.openapi+json", sync_to_thread=True)
    def openapi_json() -> bytes:
        return description().as_json

    @get("/", media_type=MediaType.HTML, sync_to_thread=True)
    def openapi_page() -> Response[str]:
        return Response(description().as_html, headers={"Content-Security-Policy": page.POLICY})

    return Router("/schema", route_handlers=[openapi_json, openapi_page], include_in_schema=False)
