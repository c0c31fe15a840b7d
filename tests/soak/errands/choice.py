"""A shopper does one errand after the other, each as often as it is usual."""

import asyncio

from tests.soak.errands.browse import browse, stream
from tests.soak.errands.buy import buy
from tests.soak.errands.import_file import import_file
from tests.soak.errands.sign_up import sign_up
from tests.soak.shop import Shopper

# How often each is done, beside the others.
WEIGHTS = {sign_up: 4, buy: 6, browse: 4, stream: 2, import_file: 1}


async def live(shopper: Shopper, stop: asyncio.Event) -> None:
    try:
        while not stop.is_set():
            [errand] = shopper.random.choices(list(WEIGHTS), list(WEIGHTS.values()))
            await errand(shopper)
            await shopper.think()
    finally:
        await shopper.close()
