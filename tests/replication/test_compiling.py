"""The compiler on one of several servers: `database.uri` names them in any order."""

import pytest

from sqlwright.errors import ServerError
from sqlwright.scratch.database import open_database
from sqlwright.scratch.embedded_server import EmbeddedServer
from tests.replication.cluster import cluster
from tests.replication.node import url_of


async def test_the_server_that_takes_writes_is_found() -> None:
    unused = EmbeddedServer()
    async with cluster() as nodes:
        [standby] = nodes.standbys
        for several in ([standby, nodes.primary], [nodes.primary, standby]):
            async with open_database([], url_of(several, "postgres"), unused) as database:
                assert await database.connection.fetchval("select pg_is_in_recovery()") is False
                another = await database.connect()
                assert await another.fetchval("select current_database()") == database.id
                await another.close()
        with pytest.raises(ServerError, match=r"database\.uri in sqlc\.yaml takes no writes"):
            async with open_database([], url_of([standby], "postgres"), unused):
                pass
