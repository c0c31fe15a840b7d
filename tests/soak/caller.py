"""A client as a good one is: it keeps its connection, waits as long as it is told to, and repeats what it may repeat."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import httpx

from tests.soak.record import UNANSWERED, Record

# How long a client tries to get something done, and how long it waits for one answer.
PATIENCE = 60.0
ANSWER_SECONDS = 30.0
PAUSE = 0.2
# How long it keeps a connection that it does not use.
KEPT_SECONDS = 2.0

PROBLEM = "application/problem+json"
# Statuses that a client of this kind can be answered with.
EXPECTED = frozenset({400, 404, 409, 412, 413, 422, 429, 503, 504})
AGAIN = frozenset({429, 503, 504})


@dataclass(frozen=True)
class Answer:
    response: httpx.Response | None
    """None if none came, or none that settles it."""
    is_uncertain: bool
    """Whether an attempt before this answer may have been carried out."""

    @property
    def status(self) -> int:
        return self.response.status_code if self.response is not None else UNANSWERED

    @property
    def json(self) -> Any:
        assert self.response is not None
        return self.response.json()

    @property
    def is_refusal(self) -> bool:
        """Whether nothing was done."""
        return self.response is not None and 400 <= self.status < 500 and not self.is_uncertain


class Caller:
    def __init__(self, url: str, secret: str, record: Record, clock: Callable[[], float], random: Random) -> None:
        self.record = record
        self._clock = clock
        self._random = random
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {secret}"},
            timeout=ANSWER_SECONDS,
            # Less than HEADER_TIMEOUT, after which the server closes a connection on which nothing comes.
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEPT_SECONDS),
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def call(self, name: str, method: str, path: str, *, may_repeat: bool = True, **options: Any) -> Answer:
        """Send it, again and again if need be, until an answer settles it."""
        end = time.monotonic() + PATIENCE
        is_uncertain = False
        while True:
            response, pause = await self._try(name, method, path, **options)
            if pause is None:
                return Answer(response, is_uncertain)
            is_uncertain = is_uncertain or response is None or response.status_code >= 500
            if not may_repeat or time.monotonic() + pause > end:
                return Answer(None, is_uncertain)
            await asyncio.sleep(pause * (1 + self._random.random() / 2))

    async def _try(
        self, name: str, method: str, path: str, **options: Any
    ) -> tuple[httpx.Response | None, float | None]:
        """The answer to one attempt, and how long to wait before the next one, if there has to be one."""
        began, phase = time.monotonic(), self.record.phase
        try:
            response = await self._client.request(method, path, **options)
        except httpx.TransportError as error:
            self._note(phase, name, UNANSWERED, type(error).__name__, began)
            return None, PAUSE
        kind = check(name, response, self.record)
        self._note(phase, name, response.status_code, kind, began)
        if response.status_code in AGAIN or kind == "key-in-flight":
            return response, float(response.headers.get("Retry-After", PAUSE))
        return response, None

    def _note(self, phase: str, name: str, status: int, kind: str, began: float) -> None:
        self.record.note(self._clock(), phase, name, status, kind, time.monotonic() - began)


def check(name: str, response: httpx.Response, record: Record) -> str:
    """Note what is wrong with the form of an answer; the kind of its problem, if it has one."""
    status = response.status_code
    if "X-Request-ID" not in response.headers:
        record.wrong[f"{name}: {status} has no X-Request-ID"] += 1
    if status < 400:
        return ""
    if status not in EXPECTED:
        record.wrong[f"{name}: answered with {status}: {response.text[:200]}"] += 1
    if status in (429, 503) and not response.headers.get("Retry-After", "").isdigit():
        record.wrong[f"{name}: {status} has no Retry-After"] += 1
    if response.headers.get("Content-Type", "").partition(";")[0] != PROBLEM:
        record.wrong[f"{name}: {status} is no {PROBLEM}: {response.text[:200]}"] += 1
        return "no problem"
    problem = response.json()
    if problem.get("status") != status:
        record.wrong[f"{name}: the problem of a {status} says {problem.get('status')}"] += 1
    return str(problem.get("type", "")).rpartition(":")[2]
