"""All faults, and the order in which a run has them: always the same for the same seed."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from tests.soak.faults import clients, database, mail, processes
from tests.soak.world import World

# By whether the run is short: quiet time before the first fault, and from the end of one to the next.
WARM_UP_SECONDS = {False: 15.0, True: 4.0}
GAP_SECONDS = {False: 15.0, True: 1.5}

Strike = Callable[[World, float], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """`strike` takes so many seconds as it is given: more in a long run than in a short one."""

    name: str
    strike: Strike
    long_seconds: float = 0.0
    short_seconds: float = 0.0
    refuses: bool = False
    """Whether answers may be 503 or 504 meanwhile."""
    breaks: bool = False
    """Whether connections of clients may break meanwhile."""
    is_in_short: bool = True


FAULTS = (
    Fault("PostgreSQL restarted", database.restart, refuses=True, is_in_short=False),
    Fault("PostgreSQL restarted at once", database.restart_at_once, refuses=True, is_in_short=False),
    Fault("PostgreSQL killed", database.crash, 3, 0.5, refuses=True),
    Fault("PostgreSQL frozen", database.freeze, 12, 1, refuses=True, is_in_short=False),
    Fault("network frozen", database.hold_network, 12, 1.5, refuses=True),
    Fault("connections lost", database.lose_connections, 10, 1.5, refuses=True),
    Fault("disk full", database.fill_disk, 10, 2, refuses=True),
    Fault("database read-only", database.forbid_writes, 8, 1.5, refuses=True),
    Fault("max_connections used up", database.use_up_connections, 8, 1.5, refuses=True),
    Fault("a lock held", database.lock_orders, 10, 1, refuses=True),
    Fault("a worker killed", processes.kill_worker, breaks=True, refuses=True),
    Fault("an instance killed", processes.kill_instance, breaks=True, refuses=True),
    Fault("deploy by drain", processes.deploy),
    Fault("clients that leave", clients.leave, 8, 1.5),
    Fault("slow heads", clients.send_slow_heads, 8, 2, is_in_short=False),
    Fault("half bodies", clients.send_half_bodies, 8, 2),
    Fault("stalled readers", clients.stall_readers, 12, 1.5),
    Fault("mail server away", mail.go_away, 10, 2),
    Fault("mail server slow", mail.be_slow, 10, 1, is_in_short=False),
)


@dataclass(frozen=True)
class Planned:
    at: float
    """Seconds after the load began, or later if the fault before is not over."""
    fault: Fault
    seconds: float
    turn: int = 1
    """Which time it is that the run has this fault."""

    @property
    def name(self) -> str:
        return self.fault.name if self.turn == 1 else f"{self.fault.name} ({self.turn})"


def plan(random: Random, seconds: float, *, is_short: bool = False, only: str = "", without: str = "") -> list[Planned]:
    """Every fault once, in an order of chance, and again as long as there is time.

    A short run has one round of those faults that say most.
    """
    faults = [fault for fault in FAULTS if only in fault.name and (fault.is_in_short or not is_short or only)]
    faults = [fault for fault in faults if not without or without not in fault.name]
    if not faults:
        raise ValueError(f"no fault has {only!r} in its name: there are {', '.join(fault.name for fault in FAULTS)}")
    planned: list[Planned] = []
    at = WARM_UP_SECONDS[is_short]
    for turn in itertools.count(1):
        random.shuffle(faults)
        for fault in faults:
            takes = fault.short_seconds if is_short else fault.long_seconds
            if planned and not is_short and at + takes + GAP_SECONDS[is_short] > seconds:
                return planned
            planned.append(Planned(at, fault, takes, turn))
            at += takes + GAP_SECONDS[is_short]
        if is_short:
            break
    return planned
