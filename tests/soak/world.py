"""Everything that a run consists of, and what its faults can do to it."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.relay import Relay
from tests.soak.balancer import Balancer
from tests.soak.instances import Build, Instance, Log
from tests.soak.ledger import Ledger
from tests.soak.mail_server import MailServer
from tests.soak.postgres import Postgres
from tests.soak.record import Record
from tests.soak.shop import Shop


@dataclass
class World:
    folder: Path
    postgres: Postgres
    network: Relay
    """Between the service and PostgreSQL."""
    balancer: Balancer
    mail_server: MailServer
    build: Build
    log: Log
    shop: Shop
    secret: str
    instances: list[Instance] = field(default_factory=list[Instance])
    """The first runs from the beginning to the end; the second is killed and replaced."""
    started: int = 0
    """How many instances there were so far."""
    statuses: list[int] = field(default_factory=list[int])
    """The exit statuses of instances that were told to stop."""

    @property
    def record(self) -> Record:
        return self.shop.record

    @property
    def ledger(self) -> Ledger:
        return self.shop.ledger

    @property
    def steady(self) -> Instance:
        return self.instances[0]

    @property
    def changing(self) -> Instance:
        return self.instances[1]

    async def add_instance(self) -> Instance:
        self.started += 1
        instance = Instance(self.build, self.log, self.folder / f"instance-{self.started}.log")
        await instance.start()
        self.balancer.add(instance.port)
        return instance

    async def drain(self, instance: Instance) -> None:
        self.statuses.append(await instance.drain())
        self.balancer.remove(instance.port)
