"""A primary and standbys with streaming replication, from the wheel's own programs, to fail over between.

    async with cluster(standbys=2) as nodes:
        name = await nodes.migrated(ROOT / "schema")
        async with serving(nodes.url(name)) as client: ...
            await nodes.promote(nodes.standbys[0])

Hold back a standby's replay with `await standby.ask("select pg_wal_replay_pause()")`.
"""

import asyncio
import secrets
import shutil
import subprocess
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sqlwright.embedded import account, binaries
from tests.replication.node import ROLE, Node, url_of
from undercroft.database.migrations import migrate
from undercroft.testing.nearest_postgres import scratch_folder

DATABASE = "app"


class Cluster:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._account = account.of_server()
        self._programs = binaries.find(self._account) / "bin"
        self._password = secrets.token_hex(8)
        self.nodes: list[Node] = []
        self.primary = self._node()

    @property
    def standbys(self) -> Sequence[Node]:
        return [node for node in self.nodes if node is not self.primary]

    def url(self, database: str = "postgres", **parameters: str) -> str:
        """The URL with all servers, in the order in which they were made."""
        return url_of(self.nodes, database, **parameters)

    async def start(self) -> None:
        primary = self.primary
        await primary.start()
        await primary.ask(f"alter role {ROLE} password '{self._password}'")
        access = primary.data / "pg_hba.conf"
        access.write_text(
            f"host all all 127.0.0.1/32 scram-sha-256\nhost replication {ROLE} 127.0.0.1/32 scram-sha-256\n"
        )
        # pg_rewind reads back to the last checkpoint before the servers parted.
        await primary.set(wal_keep_size="256MB")

    async def add_standby(self) -> Node:
        """Make another server from the primary, which follows it from then on."""
        node = self._node()
        node.data.mkdir(mode=0o700)
        account.give(self._account, node.data)
        await self._run(
            "pg_basebackup", node, "--checkpoint=fast", "--wal-method=stream", "--dbname", self.primary.url()
        )
        await self._follow(node)
        return node

    async def synchronise(self) -> None:
        """From now on a commit waits until one of the standbys shows it."""
        await self.primary.set(synchronous_standby_names="ANY 1 (*)", synchronous_commit="remote_apply")
        await self.primary.until("exists (select from pg_stat_replication where sync_state = 'quorum')")

    async def migrated(self, folder: Path) -> str:
        """The name of a new database with the folder's migrations applied."""
        await self.primary.ask(f"create database {DATABASE}")
        await asyncio.to_thread(migrate, self.primary.url(DATABASE), folder)
        await self.caught_up()
        return DATABASE

    async def caught_up(self) -> None:
        """Wait until every standby shows what the primary has."""
        position = await self.primary.ask("select pg_current_wal_lsn()::text")
        for node in self.standbys:
            await node.until("pg_last_wal_replay_lsn() >= $1::text::pg_lsn", position)

    async def promote(self, node: Node) -> None:
        """Let a standby be the primary. The old one is not told: `fence`, `stop`, `freeze` or `crash` it."""
        await node.ask("select pg_promote()")
        self.primary = node

    async def fence(self, node: Node) -> None:
        """Let a server refuse writes, as one does that was told that it is no longer the primary."""
        await node.set(default_transaction_read_only="on")

    async def rejoin(self, node: Node) -> None:
        """Let an old primary follow the new one: what only it has is undone."""
        await node.stop()
        await self.primary.ask("checkpoint")  # or the new timeline may not be in its control file yet
        await self._run("pg_rewind", node, "--source-server", self.primary.url())
        await self._follow(node)

    async def stop(self) -> None:
        for node in self.nodes:
            await node.stop()

    def _node(self) -> Node:
        node = Node(self._folder / f"node{len(self.nodes)}", self._password)
        self.nodes.append(node)
        return node

    async def _follow(self, node: Node) -> None:
        """Start it as a standby of the primary, and wait until it streams."""
        slot = node.name
        await self.primary.ask(
            "select pg_create_physical_replication_slot($1)"
            " where not exists (select from pg_replication_slots where slot_name = $1)",
            slot,
        )
        (node.data / "standby.signal").touch()
        # Of two values for one setting, the last counts: a copy also has those of the server that it was copied from.
        with (node.data / "postgresql.auto.conf").open("a") as configuration:
            address = f"host=127.0.0.1 port={self.primary.port} user={ROLE} password={self._password}"
            configuration.write(f"primary_conninfo = '{address} application_name={node.name}'\n")
            configuration.write(f"primary_slot_name = '{slot}'\n")
            configuration.write("synchronous_standby_names = ''\ndefault_transaction_read_only = 'off'\n")
        await node.start()
        await self.primary.until("exists (select from pg_stat_replication where application_name = $1)", node.name)

    async def _run(self, program: str, node: Node, *options: str) -> None:
        def run() -> None:
            with account.as_seen_by(self._account, node.data) as (path, descriptors):
                done = subprocess.run(
                    [self._programs / program, "-D", path, *options],
                    check=False,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    pass_fds=descriptors,
                    **account.run_as(self._account),
                )
            assert done.returncode == 0, f"{program} failed:\n{done.stdout}"

        await asyncio.to_thread(run)


@asynccontextmanager
async def cluster(standbys: int = 1, *, synchronous: bool = False) -> AsyncGenerator[Cluster]:
    """A primary and so many standbys; with `synchronous`, a commit waits until one of them shows it."""
    folder = scratch_folder()
    try:
        nodes = Cluster(folder)
        try:
            await nodes.start()
            for _ in range(standbys):
                await nodes.add_standby()
            if synchronous:
                await nodes.synchronise()
            yield nodes
        finally:
            await nodes.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
