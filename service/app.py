"""The application: every part made by a plain function from the parts that it needs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.types import ControllerRouterHandler

from generated.keys import KeysQueries
from generated.orders import OrdersQueries
from generated.users import UsersQueries

from . import auth, limits, metrics, openapi, orders, payments, probes, problems, summaries, users
from .cors import CORS
from .edge import Edge
from .lifecycle import Lifecycle
from .pool import Database
from .requests import StrictRequest, refuse_unknown_parameters
from .settings import Settings


def described(settings: Settings) -> dict[str, Any]:
    """The OpenAPI document, without a database."""
    return openapi.document(_documented(settings, Database(settings, ""), Lifecycle(), metrics.Metrics()))


def _documented(
    settings: Settings, database: Database, lifecycle: Lifecycle, measured: metrics.Metrics
) -> list[ControllerRouterHandler]:
    limiter = limits.Limiter(settings.rate_limit) if settings.rate_limit else None
    order_queries = OrdersQueries(database)
    api = Router(
        "/",
        route_handlers=[
            users.router(UsersQueries(database)),
            orders.router(order_queries, database),
            payments.router(order_queries),
            summaries.router(order_queries),
        ],
        guards=[auth.guard(auth.Keyring(KeysQueries(database)), limiter)],
        before_request=refuse_unknown_parameters,
    )
    return [api, probes.router(database, lifecycle), metrics.router(measured)]


def build(settings: Settings, database: Database, lifecycle: Lifecycle) -> Litestar:
    measured = metrics.Metrics(database.figures)
    documented = _documented(settings, database, lifecycle, measured)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None]:
        async with database.opened(), measured.sampling():
            lifecycle.is_started = True
            yield

    app = Litestar(
        [*documented, openapi.router(documented)],
        lifespan=[lifespan],
        exception_handlers={Exception: problems.answer},
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
    )
    return app
