"""The application: its routes, and what surrounds them."""

from functools import cache, partial

from litestar import Router
from litestar.types import ControllerRouterHandler
from undercroft.auth.guard import Keyring, guard
from undercroft.database.pool import Database
from undercroft.edge.edge import Edge
from undercroft.edge.limits import Limiter
from undercroft.errors import CursorUnknown
from undercroft.http import problems
from undercroft.http.requests import refuse_unknown_parameters
from undercroft.openapi import description as openapi
from undercroft.serving import probes
from undercroft.serving.assembly import assembled
from undercroft.serving.lifecycle import Lifecycle
from undercroft.serving.settings import Settings
from undercroft.telemetry import metrics
from undercroft.telemetry.spans import Spans

from generated.db import CursorError, observe
from generated.keys import KeysQueries
from generated.notes import NotesQueries

from . import APPLICATION, notes

ABOUT = openapi.About(
    "The service",
    "0.1.0",
    "Send a key with every call except probes, metrics and this description: `Authorization: Bearer <key>`.",
    "`python -m service keys create NAME --scope read|write`",
)


def build(settings: Settings, database: Database, lifecycle: Lifecycle, spans: Spans | None = None) -> Edge:
    measured = metrics.Metrics(database.figures)
    return assembled(
        [*_handlers(settings, database, lifecycle, measured), openapi.router(description)],
        settings,
        name=APPLICATION.name,
        database=database,
        lifecycle=lifecycle,
        metrics=measured,
        observe=observe,
        spans=spans,
        answer=partial(problems.answer, meanings={CursorError: CursorUnknown}),
    )


@cache
def description() -> openapi.Description:
    """The API's description, which neither settings nor the database change."""
    settings = APPLICATION.load({"DATABASE_URL": "postgresql:///"})
    database = APPLICATION.database(settings, "")
    return openapi.describe(ABOUT, _handlers(settings, database, Lifecycle(), metrics.Metrics()))


def _handlers(
    settings: Settings,
    database: Database,
    lifecycle: Lifecycle,
    measured: metrics.Metrics,
) -> list[ControllerRouterHandler]:
    limiter = Limiter(settings.rate_limit) if settings.rate_limit else None
    reading = database.reads(lambda reader: NotesQueries(database, reader=reader))
    api = Router(
        "/",
        route_handlers=[notes.router(NotesQueries(database), reading)],
        guards=[guard(Keyring(KeysQueries(database)), limiter)],
        before_request=refuse_unknown_parameters,
    )
    return [api, probes.router(database, lifecycle, APPLICATION.migrations), metrics.router(measured)]
