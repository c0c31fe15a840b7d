"""The application: every part is made by a plain function from the parts that it needs."""

from collections.abc import Callable
from functools import cache, partial

from litestar import Router
from litestar.types import ControllerRouterHandler

from generated import listen, transaction
from generated.db import Executor, observe
from generated.idempotency import IdempotencyQueries
from generated.jobs import JOB_DUE_CHANNEL, JobsQueries
from generated.keys import KeysQueries
from generated.orders import OrdersQueries
from generated.users import UsersQueries
from undercroft.auth.guard import Keyring, guard
from undercroft.database.pool import Database
from undercroft.edge.edge import Edge
from undercroft.edge.limits import Limiter
from undercroft.http import problems
from undercroft.http.idempotency import Idempotency
from undercroft.http.requests import refuse_unknown_parameters
from undercroft.jobs.mail_sender import sender
from undercroft.jobs.worker import Worker
from undercroft.openapi import description as openapi
from undercroft.serving import probes
from undercroft.serving.assembly import assembled
from undercroft.serving.lifecycle import Lifecycle
from undercroft.telemetry import metrics
from undercroft.telemetry.spans import Spans

from . import APPLICATION, imports, orders, payments, summaries, users, welcome
from .about import ABOUT
from .errors import MEANINGS
from .settings import Settings, load


def build(settings: Settings, database: Database, lifecycle: Lifecycle, spans: Spans | None = None) -> Edge:
    measured = metrics.Metrics(database.figures)
    greet = welcome.handler(UsersQueries(database), sender(settings))
    worker = Worker(
        JobsQueries(database),
        {welcome.KIND: greet},
        around=spans.job if spans else None,
        listening=partial(listen, database.connect_alone, JOB_DUE_CHANNEL),
        metrics=measured,
    )
    handlers = _handlers(settings, database, lifecycle, measured, worker.wake)
    return assembled(
        [*handlers, openapi.router(description)],
        settings,
        name=APPLICATION.name,
        database=database,
        lifecycle=lifecycle,
        metrics=measured,
        worker=worker,
        observe=observe,
        spans=spans,
        answer=partial(problems.answer, meanings=MEANINGS),
        timeouts={imports.PATH: settings.import_timeout},
    )


@cache
def description() -> openapi.Description:
    """The API's description, made once a process: neither settings nor the database change it."""
    settings = load({"DATABASE_URL": "postgresql:///"})
    database = APPLICATION.database(settings, "")
    return openapi.describe(ABOUT, _handlers(settings, database, Lifecycle(), metrics.Metrics(), lambda: None))


def _handlers(
    settings: Settings,
    database: Database,
    lifecycle: Lifecycle,
    measured: metrics.Metrics,
    wake_worker: Callable[[], None],
) -> list[ControllerRouterHandler]:
    """The routes that the description describes."""
    limiter = Limiter(settings.rate_limit) if settings.rate_limit else None
    order_queries = OrdersQueries(database)
    reading_users = database.reads(lambda reader: UsersQueries(database, reader=reader))
    reading_orders = database.reads(lambda reader: OrdersQueries(database, reader=reader))
    idempotency: Idempotency[Executor] = Idempotency(
        database, partial(transaction, database, isolation="read_committed"), IdempotencyQueries
    )
    api = Router(
        "/",
        route_handlers=[
            users.router(UsersQueries(database), reading_users, wake_worker),
            imports.router(database, settings),
            orders.router(order_queries, reading_orders, idempotency),
            payments.router(idempotency),
            summaries.router(reading_orders),
        ],
        guards=[guard(Keyring(KeysQueries(database)), limiter)],
        before_request=refuse_unknown_parameters,
    )
    return [api, probes.router(database, lifecycle, APPLICATION.migrations), metrics.router(measured)]
