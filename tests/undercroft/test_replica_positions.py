"""Positions in the write-ahead log: which has which, how old a replica's data is, and tokens."""

import pytest

from undercroft.database.replicas.history import History
from undercroft.database.replicas.position import Position
from undercroft.database.replicas.seal import Seal


@pytest.mark.parametrize(
    ("timeline", "lsn", "position"),
    [("00000001", "0/3000060", Position(1, 0x3000060)), ("0000000A", "16/B374D848", Position(10, 0x16_B374D848))],
    ids=["early", "late"],
)
def test_texts(timeline: str, lsn: str, position: Position) -> None:
    assert Position.of(timeline, lsn) == position


@pytest.mark.parametrize(
    ("replica", "written", "has"),
    [
        pytest.param((1, 100), (1, 100), True, id="there"),
        pytest.param((1, 99), (1, 100), False, id="just before"),
        pytest.param((2, 100), (1, 100), True, id="after a promotion"),
        pytest.param((2, 99), (1, 100), False, id="after a promotion, not as far"),
        pytest.param((1, 500), (2, 100), False, id="further, but it missed a promotion"),
    ],
)
def test_has(replica: tuple[int, int], written: tuple[int, int], has: bool) -> None:
    assert Position(*replica).has(Position(*written)) is has


def history(*moments: tuple[float, int]) -> History:
    history = History(10)
    for at, lsn in moments:
        history.note(at, Position(1, lsn))
    return history


@pytest.mark.parametrize(
    ("moments", "lsn", "until", "lag"),
    [
        pytest.param([(1, 5), (2, 7), (3, 9)], 9, 3, 0, id="not behind"),
        pytest.param([(1, 5), (2, 7), (3, 9)], 8, 2, 1, id="a second behind"),
        pytest.param([(1, 5), (2, 5), (3, 5)], 5, 3, 0, id="nobody writes"),
        pytest.param([(1, 5), (2, 7), (3, 9)], 4, None, None, id="further behind than is known"),
        pytest.param([(1, 5), (20, 7), (21, 9)], 5, None, None, id="further behind than is remembered"),
        pytest.param([(1, 5)], 5, 1, 0, id="one moment"),
        pytest.param([], 5, None, None, id="nothing is known"),
    ],
)
def test_how_old_data_is(moments: list[tuple[float, int]], lsn: int, until: float | None, lag: float | None) -> None:
    known = history(*moments)
    assert (known.whole_until(Position(1, lsn)), known.lag(Position(1, lsn))) == (until, lag)


def test_a_token_has_its_position() -> None:
    seal, position = Seal("secret", 7), Position(3, 2**63)
    token = seal.token(position)
    assert len(token) == 32
    assert seal.position(token) == position


WRITTEN = Seal("secret", 7).token(Position(1, 100))


@pytest.mark.parametrize(
    ("seal", "token"),
    [
        pytest.param(Seal("other", 7), WRITTEN, id="another secret"),
        pytest.param(Seal(None, 7), WRITTEN, id="no secret"),
        pytest.param(Seal("secret", 8), WRITTEN, id="another cluster"),
        pytest.param(Seal("secret", 7), "B" + WRITTEN[1:], id="changed"),
        pytest.param(Seal("secret", 7), WRITTEN[:-4], id="shortened"),
        pytest.param(Seal("secret", 7), f" {WRITTEN}", id="with a space"),
        pytest.param(Seal("secret", 7), f"{WRITTEN[:5]}!{WRITTEN[5:]}", id="with a character of none"),
        pytest.param(Seal("secret", 7), f"{WRITTEN}=", id="padded"),
        pytest.param(Seal("secret", 7), "", id="empty"),
        pytest.param(Seal("secret", 7), "now", id="no base64"),
        pytest.param(Seal("secret", 7), "ü" * 32, id="no ASCII"),
    ],
)
def test_what_has_another_seal_is_no_token(seal: Seal, token: str) -> None:
    assert seal.position(token) is None


@pytest.mark.parametrize("token", ["", "now", "A" * 31, "A" * 33, "A" * 10_000])
def test_what_cannot_be_a_token_takes_no_time(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = Seal("secret", 7)
    monkeypatch.setattr(seal, "_mark", None)
    assert seal.position(token) is None
