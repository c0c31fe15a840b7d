"""The service with the standbys of a cluster as its replicas."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from httpx import AsyncClient, Response
from msgspec import UNSET

from service import APPLICATION
from service.app import build
from service.settings import load
from tests.replication.cluster import Cluster
from tests.replication.node import Node
from tests.service.running import client_of, make_key
from undercroft.database.figures import ReplicaFigures
from undercroft.database.replicas.database import ReplicatedDatabase
from undercroft.serving.lifecycle import Lifecycle


class Replicated:
    def __init__(self, client: AsyncClient, database: ReplicatedDatabase) -> None:
        self.client = client
        self.database = database
        self._emails = 0

    @property
    def figures(self) -> Sequence[ReplicaFigures]:
        replication = self.database.figures().replication
        assert replication is not UNSET
        return replication.replicas

    @property
    def reads(self) -> list[int]:
        return [figures.reads for figures in self.figures]

    async def until_used(self, *used: bool) -> None:
        """Wait until these replicas are used, and the others are left out."""
        while [figures.is_used for figures in self.figures] != list(used):
            await self.database.execute("select pg_sleep(0.01)")

    async def until_asked(self) -> None:
        """Wait until it is known of each replica whether it can be used."""
        while any(figures.why == "it was not asked yet" for figures in self.figures):
            await self.database.execute("select pg_sleep(0.01)")

    async def write(self) -> Response:
        """Make a user."""
        self._emails += 1
        response = await self.client.post("/users", json={"email": f"{self._emails}@example.org", "name": "Ada"})
        assert response.status_code == 201
        return response

    async def read(self, written: Response, *tokens: str) -> int:
        """Get what was made; the status."""
        lines = [("Read-After", token) for token in tokens]
        return (await self.client.get(written.headers["Location"], headers=lines)).status_code


@asynccontextmanager
async def replicated(
    nodes: Cluster, name: str, url: str = "", expected: bool = True, /, **variables: str
) -> AsyncGenerator[Replicated]:
    """The service on a database of the cluster, once it reads from all standbys, or as expected from none."""
    url = url or nodes.primary.url(name)
    urls = " ".join(node.url(name) for node in nodes.standbys)
    settings = load({"DATABASE_URL": url, "DATABASE_REPLICAS": urls, **variables})
    database = APPLICATION.database(settings, url)
    assert isinstance(database, ReplicatedDatabase)
    app = build(settings, database, Lifecycle())
    secret = await make_key(nodes.primary.url(name))
    async with app.lifespan(), client_of(app) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        service = Replicated(client, database)
        await service.until_asked()
        await service.until_used(*(expected for _ in nodes.standbys))
        yield service


@asynccontextmanager
async def held_back(*nodes: Node) -> AsyncGenerator[None]:
    """These standbys replay nothing within the block."""
    for node in nodes:
        await node.ask("select pg_wal_replay_pause()")
        await node.until("pg_get_wal_replay_pause_state() = 'paused'")
    try:
        yield
    finally:
        for node in nodes:
            await node.ask("select pg_wal_replay_resume()")
