"""What a run found out, and what of that may not be."""

from collections import Counter
from dataclasses import dataclass, field

from tests.soak.comparison import Difference, count
from tests.soak.faults.plan import Fault
from tests.soak.instances import Log
from tests.soak.processes import Figures
from tests.soak.record import UNANSWERED, Record, quantile

# How much a worker may grow from the end of the warm-up to the end of the run.
MOST_GROWTH_MB = 40.0
# Descriptors that a worker may have more at the end than before the first client came, beside the pool's.
MOST_DESCRIPTORS = 4

REFUSALS = (503, 504)


@dataclass(frozen=True)
class Struck:
    """A fault that was."""

    name: str
    at: float
    seconds: float
    recovered_after: float | None
    """None: not within a minute."""
    fault: Fault


@dataclass
class Outcome:
    record: Record
    log: Log
    seconds: float = 0.0
    struck: list[Struck] = field(default_factory=list[Struck])
    differences: list[Difference] = field(default_factory=list[Difference])
    acknowledged: int = 0
    unknown: int = 0
    repeated_mails: int = 0
    left_over: list[str] = field(default_factory=list[str])
    """What should be gone by the end: jobs, locks, sessions, folders."""
    statuses: list[int] = field(default_factory=list[int])
    """The exit statuses of instances that were told to stop."""
    before: dict[int, Figures] = field(default_factory=dict[int, Figures])
    """Of each worker of the steady instance, before the first client came."""
    start: dict[int, Figures] = field(default_factory=dict[int, Figures])
    """After the warm-up."""
    end: dict[int, Figures] = field(default_factory=dict[int, Figures])
    pool_max: int = 0
    """How many connections to the database a worker may have."""

    @property
    def found(self) -> Counter[str]:
        return count(self.differences)

    @property
    def quiet_milliseconds(self) -> tuple[float, float]:
        """p50 and p99."""
        seconds = self.record.quiet_seconds
        return round(quantile(seconds, 0.5) * 1000, 1), round(quantile(seconds, 0.99) * 1000, 1)

    def violations(self) -> list[str]:
        return [
            *(f"{each.kind}: {each.text}" for each in self.differences),
            *(f"{what} ({times} times)" for what, times in self.record.wrong.items()),
            *self.left_over,
            *self._answers(),
            *(
                f"{each.name}, at {each.at:.0f} s: not over after a minute"
                for each in self.struck
                if each.recovered_after is None
            ),
            *(f"an instance that was told to stop ended with {status}" for status in self.statuses if status != 0),
            *(f"a traceback in the log: {line[:500]}" for line in self.log.tracebacks),
            *self._growth(),
        ]

    def _answers(self) -> list[str]:
        """Answers that a phase does not excuse."""
        if not self.record.total:
            return ["nothing was answered"]
        faults = {each.name: each.fault for each in self.struck}
        found: Counter[str] = Counter()
        for failure in self.record.failures:
            fault = faults.get(failure.phase)
            refuses, breaks = (fault.refuses, fault.breaks) if fault else (False, False)
            # A stream that has begun can only break off.
            breaks = breaks or (refuses and failure.call == "getOrderSummaries")
            if failure.status in REFUSALS and not refuses:
                found[f"{failure.phase}: {failure.call} was answered with {failure.status} {failure.kind}"] += 1
            if failure.status == UNANSWERED and not breaks:
                found[f"{failure.phase}: {failure.call} was not answered: {failure.kind}"] += 1
        return [f"{what} ({times} times)" for what, times in found.items()]

    def _growth(self) -> list[str]:
        found: list[str] = []
        for pid, end in self.end.items():
            start, before = self.start.get(pid), self.before.get(pid)
            if start is None or before is None:
                found.append(f"the worker {pid} was not there at the start: one has died")
                continue
            if end.rss_mb > start.rss_mb + MOST_GROWTH_MB:
                found.append(f"the worker {pid} grew from {start.rss_mb} to {end.rss_mb} MB")
            if end.descriptors > before.descriptors + self.pool_max + MOST_DESCRIPTORS:
                found.append(f"the worker {pid} has {end.descriptors} open files, and had {before.descriptors}")
        return found
