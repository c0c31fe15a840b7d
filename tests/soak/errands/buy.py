"""Order, sometimes twice with one key, and then pay in parts and have it sent, or cancel."""

from decimal import Decimal
from typing import Any

from tests.soak.ledger import Fate, Purchase, SignUp
from tests.soak.shop import Shopper

CENT = Decimal("0.01")


async def buy(shopper: Shopper) -> None:
    if not shopper.shop.customers:
        return
    purchase, body = _new_purchase(shopper, shopper.random.choice(shopper.shop.customers))
    if not await _order(shopper, purchase, body):
        return
    await shopper.think()
    read = await shopper.read("getOrder", f"/orders/{purchase.id}")
    if read is not None and Decimal(read["total"]) != purchase.total:
        shopper.wrong(f"the order {purchase.id} costs {read['total']}, not {purchase.total}")
    shopper.shop.orders.append(purchase)
    if shopper.random.random() < 0.15:
        await _cancel(shopper, purchase)
    elif await _pay(shopper, purchase) and shopper.random.random() < 0.6:
        await _ship(shopper, purchase)


def _new_purchase(shopper: Shopper, customer: SignUp) -> tuple[Purchase, dict[str, Any]]:
    """What to buy, in the ledger and as the body of the request."""
    random, key = shopper.random, shopper.shop.next_name("order")
    lines = [(random.randint(1, 9), Decimal(random.randint(100, 99999)) / 100) for _ in range(random.randint(1, 5))]
    total = sum((quantity * price for quantity, price in lines), Decimal(0))
    items = [{"sku": key, "quantity": quantity, "unit_price": str(price)} for quantity, price in lines]
    purchase = shopper.ledger.purchase(key, customer.id or "", total, len(lines))
    return purchase, {"user_id": customer.id, "items": items}


async def _order(shopper: Shopper, purchase: Purchase, body: dict[str, Any]) -> bool:
    headers = {"Idempotency-Key": purchase.key}
    answer = await shopper.do("createOrder", "POST", "/orders", json=body, headers=headers)
    if answer.is_refusal:
        purchase.refuse()
    if answer.status != 201 or answer.response is None:
        return False
    purchase.make(answer.json["id"])
    if shopper.random.random() < 0.2:
        again = await shopper.do("createOrder", "POST", "/orders", json=body, headers=headers)
        if again.status == 201 and again.response and again.response.content != answer.response.content:
            shopper.wrong(f"the key {purchase.key} got two different answers")
    return True


async def _cancel(shopper: Shopper, purchase: Purchase) -> None:
    purchase.cancelled = Fate.UNKNOWN
    answer = await shopper.do("cancelOrder", "POST", f"/orders/{purchase.id}/cancel")
    if answer.status == 200 or (answer.status == 409 and answer.is_uncertain):
        purchase.cancelled = Fate.MADE


async def _pay(shopper: Shopper, purchase: Purchase) -> bool:
    """In one part or in two different ones; whether all is paid."""
    first = (purchase.total * shopper.random.randint(10, 40) / 100).quantize(CENT)
    parts = [first, purchase.total - first] if shopper.random.random() < 0.5 else [purchase.total]
    for amount in parts:
        entry = shopper.ledger.payment(purchase.id or "", amount)
        answer = await shopper.do(
            "addPayment",
            "POST",
            f"/orders/{purchase.id}/payments",
            json={"amount": str(amount), "method": "card"},
            headers={"Idempotency-Key": f"{purchase.key}-{amount}"},
        )
        if answer.is_refusal:
            entry.refuse()
        if answer.status != 201:
            return False
        entry.make(answer.json["id"])
        await shopper.think()
    return True


async def _ship(shopper: Shopper, purchase: Purchase) -> None:
    purchase.tracking_number = shopper.shop.next_name("parcel")
    purchase.shipped = Fate.UNKNOWN
    answer = await shopper.do(
        "addShipment",
        "POST",
        f"/orders/{purchase.id}/shipment",
        json={"carrier": "Post", "tracking_number": purchase.tracking_number},
        headers={"Idempotency-Key": purchase.tracking_number},
    )
    if answer.status == 201 or (answer.status == 409 and answer.is_uncertain):
        purchase.shipped = Fate.MADE
