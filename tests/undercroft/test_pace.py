"""How fast a body must come."""

from math import inf

import pytest

from undercroft.edge import pace
from undercroft.edge.pace import Arrival, Pace

SLOW = Pace(idle=10, rate=500)


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(pace, "perf_counter", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def arrival(clock: Clock, pace: Pace, came: list[tuple[float, int]]) -> Arrival:
    """A body of which so many bytes came, each time after so many seconds; more is waited for."""
    found = Arrival(pace)
    for seconds, number in came:
        found.begin_to_wait()
        clock.now += seconds
        found.receive(number)
    found.begin_to_wait()
    return found


@pytest.mark.parametrize(
    ("came", "patience"),
    [
        pytest.param([], 10, id="nothing came yet"),
        pytest.param([(0, 1_000_000)], 10, id="much came"),
        pytest.param([(9, 1)], 1 + 1 / 500, id="one byte, late"),
        pytest.param([(9, 5000)], 10, id="a phone after a tunnel"),
        pytest.param([(1, 600)] * 100, 10, id="slow, but faster than it must be"),
        pytest.param([(9, 500), (2, 500)], 1, id="slow after a silence"),
        pytest.param([(9, 1), (9, 1)], 1 / 250 - 8, id="a byte now and then"),
    ],
)
def test_patience(clock: Clock, came: list[tuple[float, int]], patience: float) -> None:
    waiting = arrival(clock, SLOW, came)
    assert waiting.late_at() - clock.now == pytest.approx(patience)


def test_without_a_rate_only_silence_counts(clock: Clock) -> None:
    waiting = arrival(clock, Pace(idle=10, rate=0), [(9, 1)] * 100)
    assert waiting.late_at() - clock.now == 10


def test_what_the_application_takes_does_not_count(clock: Clock) -> None:
    busy = arrival(clock, SLOW, [(3, 100)])
    busy.receive(100)
    clock.now += 60
    assert (busy.late_at(), busy.waited()) == (inf, 3)
    busy.begin_to_wait()
    clock.now += 1
    assert busy.waited() == 4
