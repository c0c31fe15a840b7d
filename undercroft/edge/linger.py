"""After an answer that came before the end of the request: the rest is read, and thrown away.

A connection that is closed while there is something to read is reset, and a client that still sends would see that
instead of its answer.
"""

import asyncio
from contextlib import suppress

from litestar.types import Receive

# Whoever sends for longer is cut off.
SECONDS = 5.0


async def read_rest(receive: Receive) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                pass
