"""The smallest app on undercroft: one route, no keys and no jobs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from litestar import get

from undercroft.auth.queries import Key, Keys, ListedKey
from undercroft.database.generated import Executor, Generated
from undercroft.database.pool import Database
from undercroft.edge.edge import Edge
from undercroft.serving import cli, probes
from undercroft.serving.application import Application
from undercroft.serving.assembly import assembled
from undercroft.serving.lifecycle import Lifecycle
from undercroft.serving.settings import Settings, read
from undercroft.telemetry.metrics import Metrics
from undercroft.telemetry.query_observer import Observer
from undercroft.telemetry.spans import Spans

NAME = "tests.undercroft.tiny"
FOLDER = Path(__file__).parent


class NoKeys:
    def __init__(self, _: Executor) -> None: ...

    async def find_key(self, hash: bytes) -> Key | None:
        return None

    async def create_key(self, *, name: str, scope: Any, hash: bytes) -> None: ...

    async def list_keys(self) -> Sequence[ListedKey]:
        return []

    async def revoke_key(self, name: str) -> int:
        return 0


def build(settings: Settings, database: Database, lifecycle: Lifecycle, spans: Spans | None = None) -> Edge:
    @get("/answer")
    async def answer() -> int:
        return (await database.fetchrow("select 42"))[0]

    return assembled(
        [answer, probes.router(database, lifecycle, FOLDER)],
        settings,
        name=NAME,
        database=database,
        lifecycle=lifecycle,
        metrics=Metrics(database.figures),
        observe=observe,
        spans=spans,
    )


class Description:
    as_json = b"{}"


def description() -> Description:
    return Description()


def load(environ: Mapping[str, str]) -> Settings:
    return read(Settings, environ)


def observe(_: Observer | None) -> None:
    """There are no generated queries to observe."""


async def init_connection(_: Any) -> None:
    """There are no types to teach."""


APPLICATION = Application(
    name=NAME,
    module=NAME,
    load=load,
    migrations=FOLDER,
    data=FOLDER,
    example_path="/answer",
    generated=Generated(init_connection, 100, types_unknown=LookupError),
    keys=Keys(NoKeys, str, unique_name="", valid_name=""),
)

if __name__ == "__main__":
    cli.main(APPLICATION)
