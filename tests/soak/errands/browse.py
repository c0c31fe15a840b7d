"""Read: lists, one page and the next, a summary, and a stream of many."""

import json
from typing import Any

from tests.soak.shop import Shopper

# How many summaries a stream has.
MANY = 50


async def browse(shopper: Shopper) -> None:
    page = await shopper.read("listUsers", "/users?limit=20")
    if page is not None and page["next_cursor"]:
        await shopper.read("listUsers", f"/users?limit=20&cursor={page['next_cursor']}")
    order_by = shopper.random.choice(["created_at", "-created_at", "total", "-total"])
    status = shopper.random.choice(["pending", "paid", "shipped", "cancelled"])
    await shopper.read("listOrders", f"/orders?limit=20&order_by={order_by}&status={status}")
    if shopper.shop.orders:
        order = shopper.random.choice(shopper.shop.orders)
        await shopper.read("getOrderSummary", f"/orders/{order.id}/summary")


async def stream(shopper: Shopper) -> None:
    """Each summary has to come in its place."""
    orders = shopper.random.sample(shopper.shop.orders, min(MANY, len(shopper.shop.orders)))
    ids = [order.id for order in orders]
    if not ids:
        return
    answer = await shopper.do("getOrderSummaries", "POST", "/orders/summaries", json={"ids": ids})
    if answer.status != 200 or answer.response is None:
        return
    lines: list[dict[str, Any]] = [json.loads(line) for line in answer.response.text.splitlines()]
    if [line["id"] for line in lines] != ids:
        shopper.wrong("a stream of summaries has other lines than those asked for")
    for line in lines:
        if line.get("problem", {}).get("status") == 404:
            shopper.wrong(f"the acknowledged order {line['id']} was not found in a stream")
