"""Who may do what."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from httpx import AsyncClient

from generated.keys import FindKeyRow, ListKeysRow
from generated.models import ApiKey, KeyScope
from tests.service.running import make_key
from undercroft.auth import guard as auth
from undercroft.auth.keys import hash_of, new_secret

USER = "/users/123e4567-e89b-12d3-a456-426614174000"


class FakeKeys:
    """Counts how often it is queried."""

    def __init__(self, *secrets: str) -> None:
        self.known = {hash_of(secret): FindKeyRow(uuid4(), "test", KeyScope.READ) for secret in secrets}
        self.asked = 0

    async def find_key(self, hash: bytes) -> FindKeyRow | None:
        self.asked += 1
        return self.known.get(hash)

    async def create_key(self, *, name: str, scope: KeyScope, hash: bytes) -> ApiKey:
        return ApiKey(uuid4(), name, scope, hash, datetime.now(UTC), None)

    async def list_keys(self) -> list[ListKeysRow]:
        return []

    async def revoke_key(self, name: str) -> int:
        return 0


class HeldKeys(FakeKeys):
    """Answers when it is released."""

    def __init__(self, *secrets: str) -> None:
        super().__init__(*secrets)
        self.errors: list[Exception] = []
        self._released = asyncio.Event()
        self._asked = asyncio.Condition()

    async def find_key(self, hash: bytes) -> FindKeyRow | None:
        found = await super().find_key(hash)
        async with self._asked:
            self._asked.notify_all()
        await self._released.wait()
        if self.errors:
            raise self.errors.pop()
        return found

    async def until_asked(self, times: int) -> None:
        async with asyncio.timeout(5), self._asked:
            await self._asked.wait_for(lambda: self.asked >= times)

    def release(self) -> None:
        self._released.set()


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(auth, "monotonic", lambda: self.now)


@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        pytest.param(None, "Bearer", id="absent"),
        pytest.param("", "Bearer", id="empty"),
        pytest.param("Basic YTpi", "Bearer", id="another scheme"),
        pytest.param("Bearer", 'Bearer error="invalid_token"', id="no key"),
        pytest.param("Bearer x", 'Bearer error="invalid_token"', id="a short key"),
        pytest.param("Bearer " + "x" * 43, 'Bearer error="invalid_token"', id="an unknown key"),
        pytest.param("Bearer " + "x" * 10_000, 'Bearer error="invalid_token"', id="a long key"),
        pytest.param("Bearer \xff\xfe", 'Bearer error="invalid_token"', id="no text"),
    ],
)
async def test_without_a_valid_key(shared_client: AsyncClient, header: str | None, challenge: str) -> None:
    request = shared_client.build_request("GET", "/users")
    request.headers.encoding = "latin-1"
    del request.headers["Authorization"]
    if header is not None:
        request.headers["Authorization"] = header
    response = await shared_client.send(request)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, challenge)
    assert response.json()["type"] == "urn:problem:unauthenticated"


@pytest.mark.parametrize(
    "spelled",
    [
        pytest.param(str.swapcase, id="in the other case"),
        pytest.param("{}\xa0".format, id="with a space of another kind"),
        pytest.param("{0}, Bearer {0}".format, id="twice"),
        pytest.param("{}=".format, id="padded"),
        pytest.param("{:.42}".format, id="cut short"),
    ],
)
async def test_a_key_in_another_spelling(shared_client: AsyncClient, spelled: Callable[[str], str]) -> None:
    key = shared_client.headers["Authorization"].removeprefix("Bearer ")
    request = shared_client.build_request("GET", "/users")
    request.headers.encoding = "latin-1"
    request.headers["Authorization"] = f"Bearer {spelled(key)}"
    assert (await shared_client.send(request)).status_code == 401


async def test_the_scheme_in_small_letters(shared_client: AsyncClient) -> None:
    key = shared_client.headers["Authorization"].removeprefix("Bearer ")
    for header in (f"bearer {key}", f"BEARER  {key}"):
        assert (await shared_client.get("/users", headers={"Authorization": header})).status_code == 200


async def test_two_keys_are_none(shared_client: AsyncClient) -> None:
    headers = [("Authorization", shared_client.headers["Authorization"])] * 2
    assert (await shared_client.get("/users", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/users", 200),
        ("HEAD", "/users", 200),
        ("GET", USER, 404),
        ("OPTIONS", "/users", 204),
        ("POST", "/users", 403),
        ("POST", "/users/import", 403),
        ("POST", "/orders", 403),
        ("POST", "/orders/123e4567-e89b-12d3-a456-426614174000/cancel", 403),
        ("POST", "/orders/summaries", 400),
        ("PUT", USER, 403),
        ("PATCH", USER, 403),
        ("DELETE", USER, 403),
    ],
)
async def test_a_key_that_may_only_read(
    shared_client: AsyncClient, shared_database_url: str, method: str, path: str, status: int
) -> None:
    secret = await make_key(shared_database_url, KeyScope.READ)
    response = await shared_client.request(method, path, headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == status
    if status == 403:
        assert response.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write"'


async def test_refused_before_the_request_is_looked_at(shared_client: AsyncClient) -> None:
    response = await shared_client.post("/users?x=1", content=b"{", headers={"Authorization": ""})
    assert response.status_code == 401


async def test_a_busy_key_costs_a_query_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, secret = Clock(monkeypatch), new_secret()
    keys = FakeKeys(secret)
    keyring = auth.Keyring(keys)
    for clock.now in (0.0, 0.5, 0.999):
        assert await keyring.find(secret)
    assert keys.asked == 1
    clock.now = 1.0
    assert await keyring.find(secret)
    assert keys.asked == 2


async def test_a_revoked_key_works_for_less_than_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, secret = Clock(monkeypatch), new_secret()
    keys = FakeKeys(secret)
    keyring = auth.Keyring(keys)
    assert await keyring.find(secret)
    keys.known.clear()
    clock.now = 1.0
    assert await keyring.find(secret) is None


async def test_a_key_that_is_revoked_while_it_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, secret = Clock(monkeypatch), new_secret()

    class SlowKeys(FakeKeys):
        async def find_key(self, hash: bytes) -> FindKeyRow | None:
            clock.now += 0.8
            return await super().find_key(hash)

    keyring = auth.Keyring(SlowKeys(secret))
    await keyring.find(secret)
    clock.now = 1.0
    await keyring.find(secret)
    assert clock.now == 1.8


async def test_requests_at_once_cost_one_query() -> None:
    secret, other = new_secret(), new_secret()
    keys = HeldKeys(secret)
    keyring = auth.Keyring(keys)
    asking = [asyncio.create_task(keyring.find(each)) for each in [secret] * 5 + [other] * 5]
    await keys.until_asked(2)
    keys.release()
    found = await asyncio.gather(*asking)
    assert all(found[:5])
    assert not any(found[5:])
    assert keys.asked == 2


async def test_one_that_is_cancelled_leaves_the_search_to_the_next() -> None:
    secret = new_secret()
    keys = HeldKeys(secret)
    keyring = auth.Keyring(keys)
    first, second, third = (asyncio.create_task(keyring.find(secret)) for _ in range(3))
    await keys.until_asked(1)
    second.cancel()
    await asyncio.wait({second})
    first.cancel()
    await keys.until_asked(2)
    keys.release()
    assert await third
    assert (first.cancelled(), second.cancelled(), keys.asked) == (True, True, 2)


async def test_an_error_is_no_one_elses() -> None:
    secret = new_secret()
    keys = HeldKeys(secret)
    keyring = auth.Keyring(keys)
    first, *others = [asyncio.create_task(keyring.find(secret)) for _ in range(3)]
    await keys.until_asked(1)
    keys.errors.append(OSError("no server"))
    keys.release()
    with pytest.raises(OSError, match="no server"):
        await first
    assert all(await asyncio.gather(*others))


async def test_a_search_that_takes_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, secret = Clock(monkeypatch), new_secret()
    keys = HeldKeys(secret)
    keyring = auth.Keyring(keys)
    first = asyncio.create_task(keyring.find(secret))
    await keys.until_asked(1)
    clock.now = 1.0
    second = asyncio.create_task(keyring.find(secret))
    await keys.until_asked(2)
    keys.release()
    assert all(await asyncio.gather(first, second))


async def test_what_is_remembered_has_a_bound() -> None:
    secrets = [new_secret() for _ in range(10)]
    keys = FakeKeys(*secrets)
    keyring = auth.Keyring(keys, size=4)
    for secret in secrets:
        await keyring.find(secret)
    assert keys.asked == 10
    for secret in secrets[-4:]:
        await keyring.find(secret)
    assert keys.asked == 10
    await keyring.find(secrets[0])
    assert keys.asked == 11


async def test_unknown_keys_are_not_remembered() -> None:
    keys = FakeKeys()
    keyring = auth.Keyring(keys)
    secret = new_secret()
    assert await keyring.find(secret) is None
    keys.known = FakeKeys(secret).known
    assert await keyring.find(secret)


async def test_what_cannot_be_a_key_costs_no_query() -> None:
    keys = FakeKeys()
    for text in ("", "x", "x" * 42, "x" * 44, "x" * 42 + "!", "x" * 42 + "é", "x" * 43 + "\n"):
        assert await auth.Keyring(keys).find(text) is None
    assert keys.asked == 0
