"""Idempotency-Key: a request that is sent again gets the first answer again, and does nothing more."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Annotated, Any, cast

import msgspec
from litestar import Response
from litestar.params import HeaderParameter

from generated import transaction
from generated.db import Executor
from generated.idempotency import IdempotencyQueries
from generated.keys import FindKeyRow

from ..database.pool import Database
from ..errors import Invalid, KeyInFlight, KeyReused
from .requests import AnyRequest

HEADER = "Idempotency-Key"

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name=HEADER,
        min_length=1,
        max_length=255,
        pattern="^[ -~]*$",
        description="Sent again with the same body within a day, it gets the first answer again; an error is not kept.",
    ),
]

# What is answered to a POST that made something: the thing, and where it is.
Made = tuple[object, str]


async def once(
    database: Database, request: AnyRequest, key: str, make: Callable[[Executor], Awaitable[Made]]
) -> Response[Any]:
    """The answer that the key had before, or else what is made now, in one transaction with the note of it.

    So a crash leaves neither, and only success is kept.
    """
    if len(request.headers.getall(HEADER)) > 1:
        raise Invalid.at(f"header.{HEADER}", "is given more than once")
    sender = cast("FindKeyRow", request.auth).id
    fingerprint = sha256(await request.body()).digest()
    # The answer is looked for after the lock was taken: a snapshot from before it may not show the answer yet.
    async with transaction(database, isolation="read_committed") as tx:
        keys = IdempotencyQueries(tx)
        if not await keys.try_lock_key(sender=sender, key=key):
            raise KeyInFlight
        kept = await keys.find_answer(sender=sender, key=key)
        if kept is not None:
            if kept.fingerprint != fingerprint:
                raise KeyReused
            return _answer(kept.body, kept.location)
        made, location = await make(tx)
        body = msgspec.json.encode(made)
        await keys.keep_answer(sender=sender, key=key, fingerprint=fingerprint, location=location, body=body)
    return _answer(body, location)


def _answer(body: bytes, location: str) -> Response[Any]:
    return Response(body, status_code=201, media_type="application/json", headers={"Location": location})
