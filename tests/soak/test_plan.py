from random import Random

import pytest

from tests.soak.faults.plan import FAULTS, GAP_SECONDS, plan

TEN_MINUTES = 600.0


def names(seed: int, *, is_short: bool = False) -> list[str]:
    return [planned.fault.name for planned in plan(Random(seed), TEN_MINUTES, is_short=is_short)]


def test_a_seed_gives_an_order() -> None:
    assert names(1) == names(1)
    assert names(1) != names(2)


def test_ten_minutes_have_every_fault_and_end_in_time() -> None:
    planned = plan(Random(1), TEN_MINUTES)
    assert {each.fault for each in planned} == set(FAULTS)
    assert [each.name for each in planned][-1].endswith(" (2)")
    assert planned[-1].at + planned[-1].seconds + GAP_SECONDS[False] <= TEN_MINUTES


def test_a_short_run_has_one_round() -> None:
    assert sorted(names(1, is_short=True)) == sorted(fault.name for fault in FAULTS if fault.is_in_short)


def test_only_some_faults() -> None:
    assert {each.fault.name for each in plan(Random(1), TEN_MINUTES, only="killed")} == {
        "PostgreSQL killed",
        "a worker killed",
        "an instance killed",
    }
    with pytest.raises(ValueError, match="no fault has 'flood' in its name: there are PostgreSQL restarted, "):
        plan(Random(1), TEN_MINUTES, only="flood")
