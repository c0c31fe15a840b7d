"""What all shoppers know, and what each can do: send a request that nothing speaks against, read, and think."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.soak.caller import Answer, Caller
from tests.soak.ledger import Ledger, Purchase, SignUp
from tests.soak.record import Record

# How long a shopper thinks between two things that it does, in the mean and at most.
THINK_SECONDS, MOST_THINK_SECONDS = 0.08, 1.0


@dataclass
class Shop:
    ledger: Ledger
    record: Record
    run: str
    """A word that only this run uses."""
    customers: deque[SignUp] = field(default_factory=lambda: deque[SignUp](maxlen=200))
    """Some of those who have signed up, and stay."""
    orders: deque[Purchase] = field(default_factory=lambda: deque[Purchase](maxlen=500))
    importing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One import at a time: the service answers 503 to more than it takes at once, which would hide other causes."""
    number: int = 0

    def next_name(self, what: str) -> str:
        self.number += 1
        return f"{what}-{self.run}-{self.number}"

    @property
    def probe(self) -> str:
        """The address of somebody who signs up to see whether it works."""
        return f"{self.next_name('probe')}@example.org"


class Shopper:
    def __init__(self, shop: Shop, caller: Caller, random: Random) -> None:
        self.shop = shop
        self.ledger = shop.ledger
        self.random = random
        self._caller = caller

    async def close(self) -> None:
        await self._caller.close()

    async def do(self, name: str, method: str, path: str, **options: Any) -> Answer:
        """Send a request that nothing speaks against."""
        answer = await self._caller.call(name, method, path, **options)
        if answer.is_refusal and answer.response is not None:
            self.wrong(f"{name} was refused: {answer.status} {answer.response.text[:200]}")
        return answer

    async def read(self, name: str, path: str) -> Any:
        """What is there; None if it could not be had."""
        answer = await self.do(name, "GET", path)
        return answer.json if answer.status == 200 else None

    async def think(self) -> None:
        await asyncio.sleep(min(self.random.expovariate(1 / THINK_SECONDS), MOST_THINK_SECONDS))

    def wrong(self, what: str) -> None:
        self.shop.record.wrong[what] += 1
