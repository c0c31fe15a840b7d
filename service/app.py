"""The application: every part made by a plain function from the parts that it needs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.types import ControllerRouterHandler

from generated.jobs import JobsQueries
from generated.keys import KeysQueries
from generated.users import UsersQueries

from . import auth, imports, mail, openapi, probes, problems, users, welcome
from .edge import Edge
from .jobs import Worker
from .lifecycle import Lifecycle
from .pool import Database
from .requests import StrictRequest, refuse_unknown_parameters
from .settings import Settings


def build(settings: Settings, database: Database, lifecycle: Lifecycle) -> Litestar:
    all_users = UsersQueries(database)
    worker = Worker(JobsQueries(database), {welcome.KIND: welcome.handler(all_users, mail.sender(settings))})
    api = Router(
        "/",
        route_handlers=[users.router(all_users, worker.wake), imports.router(database, settings)],
        guards=[auth.guard(auth.Keyring(KeysQueries(database)))],
        before_request=refuse_unknown_parameters,
    )
    documented: list[ControllerRouterHandler] = [api, probes.router(database, lifecycle)]

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None]:
        async with database.opened(), worker.running():
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
        timeouts={imports.PATH: settings.import_timeout},
    )
    return app
