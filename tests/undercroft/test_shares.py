"""Room that several owners share."""

from contextlib import ExitStack

import pytest

from undercroft.concurrency.shares import Shares


class Refused(Exception):
    pass


def refused(is_own: bool) -> Refused:
    return Refused("own" if is_own else "all")


@pytest.mark.parametrize(
    ("owners", "then", "why"),
    [
        pytest.param("", "a", None, id="the first"),
        pytest.param("a", "a", None, id="its second"),
        pytest.param("aa", "a", "own", id="more than its share"),
        pytest.param("aa", "b", None, id="room for another"),
        pytest.param("aab", "b", "all", id="no room"),
        pytest.param("aab", "a", "all", id="no room, and its share taken"),
    ],
)
def test_shares(owners: str, then: str, why: str | None) -> None:
    room = Shares(3, 2, refused)
    with ExitStack() as held:
        for owner in owners:
            held.enter_context(room.taken(owner))
        if why is None:
            held.enter_context(room.taken(then))
        else:
            with pytest.raises(Refused, match=why):
                held.enter_context(room.taken(then))
    with room.taken("a"), room.taken("a"), room.taken("b"):
        pass
