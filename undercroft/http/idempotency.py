"""Idempotency-Key: a request that is sent again gets the first answer again, and does nothing more."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from typing import Annotated, Any, Generic, Protocol, TypeVar, cast
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import HeaderParameter

from ..errors import IdempotencyKeyInFlight, IdempotencyKeyReused, Invalid
from .requests import AnyRequest

HEADER = "Idempotency-Key"

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name=HEADER,
        min_length=1,
        max_length=255,
        pattern="^[ -~]*$",
        description="Printable ASCII. With the same key, path and body within a day, the first answer is sent again. Errors are not kept.",
    ),
]

# The answer to a POST that made something: the thing, and its location, or no text if it has none.
Made = tuple[object, str]

Tx = TypeVar("Tx")


class KeptAnswer(Protocol):
    @property
    def fingerprint(self) -> bytes: ...
    @property
    def location(self) -> str: ...
    @property
    def body(self) -> bytes: ...


class KeptAnswers(Protocol):
    """The application's queries of kept answers, within one transaction."""

    async def try_lock_key(self, *, sender: UUID, key: str) -> bool:
        """Whether no other request is at work on this key; if so, it is ours until the transaction ends."""
        ...

    async def find_answer(self, *, sender: UUID, key: str) -> KeptAnswer | None: ...

    async def keep_answer(self, *, sender: UUID, key: str, fingerprint: bytes, location: str, body: bytes) -> None: ...


class _Sender(Protocol):
    @property
    def id(self) -> UUID: ...


class Idempotency(Generic[Tx]):
    """Answers a key once: `begin` starts a transaction, isolated as read committed, and `answers` queries in it.

    What comes without a key is made on `database`.
    """

    def __init__(
        self, database: Tx, begin: Callable[[], AbstractAsyncContextManager[Tx]], answers: Callable[[Tx], KeptAnswers]
    ) -> None:
        self._database = database
        self._begin = begin
        self._answers = answers

    async def once(self, request: AnyRequest, key: str | None, make: Callable[[Tx], Awaitable[Made]]) -> Response[Any]:
        """The answer that the key was given before, or else what is made now.

        One transaction makes the thing and keeps the answer, so a crash leaves neither, and only success is kept.
        """
        if key is None:
            return _answer(*await make(self._database))
        if len(request.headers.getall(HEADER)) > 1:
            raise Invalid.at(f"header.{HEADER}", "is given more than once")
        sender = cast("_Sender", request.auth).id
        # A key that comes again with the same body, but for another thing, is as wrong as one with another body.
        fingerprint = sha256(request.scope["raw_path"] + b" " + await request.body()).digest()
        # The lock comes before the look-up: a snapshot that is older than the lock may not show the answer yet.
        async with self._begin() as tx:
            answers = self._answers(tx)
            if not await answers.try_lock_key(sender=sender, key=key):
                raise IdempotencyKeyInFlight
            kept = await answers.find_answer(sender=sender, key=key)
            if kept is not None:
                if kept.fingerprint != fingerprint:
                    raise IdempotencyKeyReused
                return _answer(kept.body, kept.location)
            made, location = await make(tx)
            body = msgspec.json.encode(made)
            await answers.keep_answer(sender=sender, key=key, fingerprint=fingerprint, location=location, body=body)
        return _answer(body, location)


def _answer(made: object, location: str) -> Response[Any]:
    """What was kept is JSON already."""
    headers = {"Location": location} if location else {}
    return Response(made, status_code=201, media_type="application/json", headers=headers)
