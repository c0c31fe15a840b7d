"""The application: every part made by a plain function from the parts that it needs."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import cache, partial
from typing import TYPE_CHECKING

from litestar import Litestar, Router
from litestar.types import ControllerRouterHandler

from generated import transaction
from generated.db import Executor
from generated.idempotency import IdempotencyQueries
from generated.jobs import JobsQueries
from generated.keys import KeysQueries
from generated.orders import OrdersQueries
from generated.users import UsersQueries
from undercroft.auth import guard as auth
from undercroft.database.pool import Database
from undercroft.edge import limits
from undercroft.edge.cors import CORS
from undercroft.edge.edge import Edge
from undercroft.http import problems
from undercroft.http.idempotency import Idempotency
from undercroft.http.requests import StrictRequest, refuse_unknown_parameters
from undercroft.jobs import mail
from undercroft.jobs.worker import Worker
from undercroft.openapi import description as openapi
from undercroft.serving import probes
from undercroft.serving.lifecycle import Lifecycle
from undercroft.serving.settings import Settings, load
from undercroft.telemetry import metrics
from undercroft.telemetry import query_observer as observing

from . import (
    imports,
    orders,
    payments,
    summaries,
    users,
    welcome,
)
from .about import ABOUT
from .errors import MEANINGS

if TYPE_CHECKING:
    from undercroft.telemetry.tracing import Tracing


@cache
def description() -> openapi.Description:
    """The API's description, made once a process: neither settings nor the database change it."""
    settings = load({"DATABASE_URL": "postgresql:///"})
    handlers = _handlers(settings, Database(settings, ""), Lifecycle(), metrics.Metrics(), lambda: None)
    return openapi.describe(ABOUT, handlers)


def _handlers(
    settings: Settings,
    database: Database,
    lifecycle: Lifecycle,
    measured: metrics.Metrics,
    wake_worker: Callable[[], None],
) -> list[ControllerRouterHandler]:
    limiter = limits.Limiter(settings.rate_limit) if settings.rate_limit else None
    order_queries = OrdersQueries(database)
    idempotency: Idempotency[Executor] = Idempotency(
        partial(transaction, database, isolation="read_committed"), IdempotencyQueries
    )
    api = Router(
        "/",
        route_handlers=[
            users.router(UsersQueries(database), wake_worker),
            imports.router(database, settings),
            orders.router(order_queries, idempotency),
            payments.router(order_queries),
            summaries.router(order_queries),
        ],
        guards=[auth.guard(auth.Keyring(KeysQueries(database)), limiter)],
        before_request=refuse_unknown_parameters,
    )
    return [api, probes.router(database, lifecycle), metrics.router(measured)]


def build(settings: Settings, database: Database, lifecycle: Lifecycle, tracing: "Tracing | None" = None) -> Litestar:
    measured = metrics.Metrics(database.figures)
    greet = welcome.handler(UsersQueries(database), mail.sender(settings))
    worker = Worker(JobsQueries(database), {welcome.KIND: tracing.handling(greet) if tracing else greet})
    handlers = _handlers(settings, database, lifecycle, measured, worker.wake)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None]:
        with observing.queries(measured, tracing):
            sending = tracing.running() if tracing else nullcontext()
            async with sending, database.opened(), measured.sampling(), worker.running():
                lifecycle.is_started = True
                yield

    app = Litestar(
        [*handlers, openapi.router(description())],
        lifespan=[lifespan],
        exception_handlers={Exception: partial(problems.answer, meanings=MEANINGS)},
        request_class=StrictRequest,
        request_max_body_size=settings.max_body,
        openapi_config=None,
        logging_config=None,
        debug=False,
        pdb_on_exception=False,
    )
    methods = {route.path_format: route.methods for route in app.routes}
    app.asgi_handler = Edge(
        app.asgi_handler,
        request_timeout=settings.request_timeout,
        methods=methods,
        metrics=measured,
        cors=CORS(settings.cors_origins) if settings.cors_origins else None,
        timeouts={imports.PATH: settings.import_timeout},
        around=tracing.around if tracing else None,
    )
    return app
