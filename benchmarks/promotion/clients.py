"""Good clients that write all the time, and a ledger of what they were told."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from httpx import AsyncClient, TransportError
from msgspec import Struct, field

# How long a client waits before it sends a request again, with the same key.
PAUSE = 0.2

# What it sends again: the service, or something in front of it, had no answer.
AGAIN = frozenset({409, 429, 502, 503, 504})


class Ledger(Struct):
    """What was answered, kept outside the database. Times are in seconds since the primary was demoted."""

    began_at: float = 0.0
    acknowledged: dict[str, float] = field(default_factory=dict[str, float])
    """By the sku, which each request has for itself."""
    answers: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict[int, Counter[str]](Counter))

    def note(self, answer: str) -> float:
        at = time.monotonic() - self.began_at
        self.answers[int(at // 1)][answer] += 1
        return at

    def longest_gap(self) -> tuple[float, float]:
        """How long no write was acknowledged since the primary was demoted, and from when on."""
        times = [0.0, *sorted(at for at in self.acknowledged.values() if at > 0)]
        return max(((later - earlier, earlier) for earlier, later in pairwise(times)), default=(0, 0))


class Clients:
    def __init__(self, url: str, key: str, ledger: Ledger, number: int) -> None:
        self._ledger = ledger
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"}
        self._number = number
        self._is_over = asyncio.Event()

    async def run(self, user: object) -> None:
        """Order until `end` is called; whoever waits for an answer then still gets it."""
        await asyncio.gather(*(self._order(user, number) for number in range(self._number)))

    def end(self) -> None:
        self._is_over.set()

    async def _order(self, user: object, number: int) -> None:
        async with AsyncClient(base_url=self._url, headers=self._headers, timeout=10) as client:
            count = 0
            while not self._is_over.is_set():
                count += 1
                await self._order_once(client, user, f"client{number}-{count}")

    async def _order_once(self, client: AsyncClient, user: object, sku: str) -> None:
        body = {"user_id": user, "items": [{"sku": sku, "quantity": 1, "unit_price": "1.00"}]}
        while True:
            try:
                response = await client.post("/orders", json=body, headers={"Idempotency-Key": sku})
            except TransportError as error:
                self._ledger.note(type(error).__name__)
            else:
                at = self._ledger.note(str(response.status_code))
                if response.status_code == 201:
                    self._ledger.acknowledged[sku] = at
                    return
                if response.status_code not in AGAIN:
                    raise AssertionError(f"{response.status_code}: {response.text}")
            await asyncio.sleep(PAUSE)


def report(ledger: Ledger, stored: Sequence[str]) -> bool:
    """Print what was seen; whether nothing that was acknowledged is lost, and nothing is doubled."""
    times = Counter(stored)
    lost = [sku for sku in ledger.acknowledged if not times[sku]]
    doubled = [sku for sku, number in times.items() if number > 1]
    for second, answers in sorted(ledger.answers.items()):
        print(f"{second:5} s  " + "  ".join(f"{answer}: {number}" for answer, number in sorted(answers.items())))
    gap, since = ledger.longest_gap()
    print(f"acknowledged {len(ledger.acknowledged)}, lost {len(lost)}, doubled {len(doubled)}")
    print(f"longest time without a write {gap:.2f} s, from {since:.2f} s on", flush=True)
    return not (lost or doubled)
