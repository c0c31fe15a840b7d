"""A run fails if something leaked, or was answered as no phase excuses."""

from dataclasses import replace

import httpx
import pytest

from tests.soak.caller import check
from tests.soak.comparison import Difference
from tests.soak.faults.plan import FAULTS
from tests.soak.instances import Log
from tests.soak.outcome import MOST_DESCRIPTORS, MOST_GROWTH_MB, Outcome, Struck
from tests.soak.processes import Figures
from tests.soak.record import QUIET, UNANSWERED, Record
from tests.soak.report import as_json, table

POOL_MAX = 10
BEFORE = Figures(60.0, 20)


def outcome() -> Outcome:
    """Of a run in which all was well."""
    record = Record()
    record.note(1.0, QUIET, "getUser", 200, "", 0.01)
    workers = {7: BEFORE}
    struck = [Struck(fault.name, 1.0, 2.0, 0.5, fault) for fault in FAULTS]
    return Outcome(record, Log(), struck=struck, pool_max=POOL_MAX, before=workers, start=workers, end=workers)


def test_a_run_in_which_all_was_well() -> None:
    assert outcome().violations() == []
    assert "no violation" in table(outcome())


@pytest.mark.parametrize(
    ("end", "text"),
    [
        pytest.param(
            Figures(60.0, 20 + POOL_MAX + MOST_DESCRIPTORS + 1), "35 open files, and had 20", id="descriptors"
        ),
        pytest.param(Figures(61.0 + MOST_GROWTH_MB, 20), "grew from 60.0 to 101.0 MB", id="memory"),
    ],
)
def test_a_leak_is_found(end: Figures, text: str) -> None:
    found = outcome()
    found.end = {7: end}
    [violation] = found.violations()
    assert text in violation


def test_a_worker_that_died_unasked_is_found() -> None:
    found = outcome()
    found.end = {8: BEFORE}
    assert found.violations() == ["the worker 8 was not there at the start: one has died"]


@pytest.mark.parametrize(
    ("phase", "call", "status", "is_excused"),
    [
        pytest.param(QUIET, "getUser", 503, False, id="refused without a reason"),
        pytest.param(QUIET, "getUser", UNANSWERED, False, id="dropped without a reason"),
        pytest.param("disk full", "createUser", 503, True, id="refused for a reason"),
        pytest.param("disk full", "createUser", UNANSWERED, False, id="a fault of the database drops no request"),
        pytest.param("network frozen", "getOrderSummaries", UNANSWERED, True, id="a stream may break off"),
        pytest.param("a worker killed", "createUser", UNANSWERED, True, id="a killed worker drops requests"),
        pytest.param("deploy by drain", "createUser", UNANSWERED, False, id="a drained one does not"),
        pytest.param("stalled readers", "createUser", 503, False, id="bad clients are not in the way of others"),
        pytest.param("a lock held", "createUser", 409, True, id="a conflict is the client's affair"),
    ],
)
def test_what_a_phase_excuses(phase: str, call: str, status: int, is_excused: bool) -> None:
    found = outcome()
    found.record.note(2.0, phase, call, status, "unavailable", 0.1)
    assert (found.violations() == []) == is_excused


def test_a_call_counts_for_the_fault_in_which_it_ended_or_began() -> None:
    record = Record()
    with record.during("disk full"):
        record.note(1.0, QUIET, "getUser", 200, "", 0.1)
    record.note(2.0, "disk full", "getUser", 503, "full", 0.1)
    record.note(3.0, QUIET, "getUser", 200, "", 0.1)
    assert (record.of_phase("disk full"), record.of_phase(QUIET)) == ({200: 1, 503: 1}, {200: 1})
    assert record.quiet_seconds == [0.1]


PROBLEM = {"status": 503, "type": "urn:problem:unavailable"}
HEADERS = {"X-Request-ID": "1", "Content-Type": "application/problem+json", "Retry-After": "1"}


@pytest.mark.parametrize(
    ("status", "problem", "lacking", "wrong"),
    [
        pytest.param(503, PROBLEM, "", [], id="as it should be"),
        pytest.param(503, PROBLEM, "Retry-After", ["call: 503 has no Retry-After"], id="when to come again"),
        pytest.param(503, PROBLEM, "X-Request-ID", ["call: 503 has no X-Request-ID"], id="the id"),
        pytest.param(504, PROBLEM, "", ["call: the problem of a 504 says 503"], id="another status"),
        pytest.param(500, {"status": 500}, "", ['call: answered with 500: {"status":500}'], id="a bug"),
    ],
)
def test_the_form_of_an_answer(status: int, problem: dict[str, object], lacking: str, wrong: list[str]) -> None:
    record = Record()
    headers = {name: value for name, value in HEADERS.items() if name != lacking}
    check("call", httpx.Response(status, json=problem, headers=headers), record)
    assert list(record.wrong) == wrong


def test_an_error_without_a_problem_is_found() -> None:
    record = Record()
    check("call", httpx.Response(504, text="late", headers={"X-Request-ID": "1"}), record)
    assert list(record.wrong) == ["call: 504 is no application/problem+json: late"]


def test_tracebacks_in_the_log_are_found() -> None:
    found = outcome()
    assert found.log.read('{"level": "info", "message": "listening"}') == "listening"
    assert found.violations() == []
    found.log.read('{"level": "error", "message": "unexpected error", "exception": "Traceback"}')
    found.log.read("Fatal Python error")
    assert len(found.violations()) == 2


def test_the_report_says_what_is_wrong() -> None:
    found = outcome()
    found.differences = [Difference("lost", "the user ada was acknowledged and is not there")] * 30
    found.struck = [replace(found.struck[0], name="disk full (2)", recovered_after=None)]
    found.statuses.append(1)
    text = table(found)
    assert "lost 30, doubled 0, wrong 0" in text
    assert "32 violations\n  lost: the user ada" in text
    assert "and 12 more" in text
    assert "disk full (2), at 1 s: not over after a minute" in as_json(found)
