"""Reads the rest of a request that was answered before its end, and throws it away.

Closing a connection with unread data resets it, and a client that still sends would see the reset instead of its
answer.
"""

import asyncio
from contextlib import suppress

from litestar.types import Receive

# A client that sends for longer is cut off.
SECONDS = 5.0


async def read_rest(receive: Receive) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                pass
