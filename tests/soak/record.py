"""What came back from the service, call by call and phase by phase."""

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

QUIET = "quiet"
# No answer at all: the connection broke, or nothing came in time.
UNANSWERED = 0


@dataclass(frozen=True)
class Failure:
    """An answer that is no success, or none."""

    at: float
    phase: str
    call: str
    status: int
    kind: str
    """The type of the problem, or what became of the connection."""
    seconds: float


@dataclass
class Record:
    phase: str = QUIET
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    """By phase and status."""
    calls: Counter[str] = field(default_factory=Counter[str])
    kinds: Counter[tuple[int, str]] = field(default_factory=Counter[tuple[int, str]])
    failures: list[Failure] = field(default_factory=list[Failure])
    quiet_seconds: list[float] = field(default_factory=list[float])
    """How long answers took in quiet phases."""
    wrong: Counter[str] = field(default_factory=Counter[str])
    """What an answer should never say, and how often one did."""

    @property
    def total(self) -> int:
        return self.statuses.total()

    @contextmanager
    def during(self, phase: str) -> Generator[None]:
        self.phase = phase
        try:
            yield
        finally:
            self.phase = QUIET

    def note(self, at: float, began_in: str, call: str, status: int, kind: str, seconds: float) -> None:
        """A call has ended: it counts for the fault during which it ended or began."""
        phase = began_in if self.phase == QUIET else self.phase
        self.statuses[phase, status] += 1
        self.calls[call] += 1
        if status == UNANSWERED or status >= 400:
            self.kinds[status, kind] += 1
            self.failures.append(Failure(round(at, 3), phase, call, status, kind, round(seconds, 3)))
        if phase == QUIET:
            self.quiet_seconds.append(seconds)

    def of_phase(self, phase: str) -> dict[int, int]:
        return {status: number for (name, status), number in sorted(self.statuses.items()) if name == phase}


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
