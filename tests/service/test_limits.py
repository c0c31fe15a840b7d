"""How many requests a key may send."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from generated.models import KeyScope
from tests.service.running import make_key, serving
from undercroft.edge import limits
from undercroft.edge.limits import Limiter
from undercroft.errors import TooManyRequests

SECOND = 10**9
KEY = uuid4()


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 7 * SECOND
        monkeypatch.setattr(limits, "monotonic_ns", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def granted(limiter: Limiter, times: int, key: UUID = KEY) -> int:
    """How many of this many requests may pass."""
    passed = 0
    for _ in range(times):
        try:
            limiter.take(key, scope())
        except TooManyRequests:
            continue
        passed += 1
    return passed


def scope() -> Any:
    return {}


@pytest.mark.parametrize("limit", [1, 3, 7, 1000, 3001])
def test_a_second_has_its_worth(clock: Clock, limit: int) -> None:
    limiter = Limiter(limit)
    assert granted(limiter, limit + 2) == limit
    for _ in range(3):
        clock.now += SECOND
        assert granted(limiter, limit + 2) == limit


def test_it_fills_at_a_steady_rate(clock: Clock) -> None:
    limiter = Limiter(10)
    assert granted(limiter, 100) == 10
    for tenths, passed in ((0.5, 0), (0.5, 1), (3, 3), (20, 10)):
        clock.now += int(tenths * SECOND / 10)
        assert granted(limiter, 100) == passed


def test_what_is_refused_costs_nothing(clock: Clock) -> None:
    limiter = Limiter(10)
    granted(limiter, 10_000)
    clock.now += SECOND // 10
    assert granted(limiter, 1) == 1


def test_each_key_has_its_own(clock: Clock) -> None:
    limiter = Limiter(2)
    assert [granted(limiter, 5, key) for key in (uuid4(), uuid4())] == [2, 2]


def test_what_is_remembered_has_a_bound(clock: Clock) -> None:
    limiter = Limiter(1, size=2)
    keys = [uuid4() for _ in range(3)]
    assert [granted(limiter, 1, key) for key in keys] == [1, 1, 1]
    assert [granted(limiter, 1, key) for key in reversed(keys)] == [0, 0, 1]


@pytest.mark.usefixtures("clock")
async def test_the_answers(database_url: str) -> None:
    async with serving(database_url, RATE_LIMIT="2") as client:
        first, second, third = [await client.get("/users") for _ in range(3)]
        assert [response.headers["RateLimit-Policy"] for response in (first, third)] == ['"key";q=2;w=1'] * 2
        assert [response.headers["RateLimit"] for response in (first, second, third)] == [
            '"key";r=1;t=1',
            '"key";r=0;t=1',
            '"key";r=0;t=1',
        ]
        assert [response.status_code for response in (first, second, third)] == [200, 200, 429]
        assert third.headers["Retry-After"] == "1"
        assert third.headers["Content-Type"] == "application/problem+json"
        problem = third.json()
        assert (problem["type"], problem["detail"]) == (
            "urn:problem:rate-limited",
            "this key may send 2 requests a second",
        )
        # Another key has its own bucket, and calls that need no key have no limit.
        other = {"Authorization": f"Bearer {await make_key(database_url, KeyScope.READ)}"}
        assert (await client.get("/users", headers=other)).status_code == 200
        assert (await client.get("/livez")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        pytest.param("GET", "/users", {"Authorization": ""}, id="without a key"),
        pytest.param("GET", "/livez", {}, id="a probe"),
        pytest.param("GET", "/nothing", {}, id="no such path"),
        pytest.param("OPTIONS", "/users", {}, id="options"),
    ],
)
async def test_what_has_no_limit(shared_client: AsyncClient, method: str, path: str, headers: dict[str, str]) -> None:
    response = await shared_client.request(method, path, headers=headers)
    assert [name for name in response.headers if re.match("ratelimit", name)] == []


async def test_no_limit_at_all(shared_database_url: str) -> None:
    async with serving(shared_database_url, RATE_LIMIT="0") as client:
        response = await client.get("/users")
    assert (response.status_code, "RateLimit" in response.headers) == (200, False)
