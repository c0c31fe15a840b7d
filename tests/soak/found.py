"""What the database holds when all is over."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from undercroft.testing.databases import Connection

ORDERS = """
select o.id::text, o.user_id::text, o.status::text, o.total, o.paid,
       (select min(sku) from order_items i where i.order_id = o.id) as key,
       (select count(*) from order_items i where i.order_id = o.id) as items,
       (select coalesce(sum(line_total), 0) from order_items i where i.order_id = o.id) as items_total,
       (select coalesce(sum(amount), 0) from payments p where p.order_id = o.id) as payments_total,
       (select tracking_number from shipments s where s.order_id = o.id) as tracking_number
from orders o
"""


@dataclass(frozen=True)
class FoundUser:
    id: str
    email: str
    name: str
    is_deleted: bool = False


@dataclass(frozen=True)
class FoundOrder:
    id: str
    user_id: str
    status: str
    total: Decimal
    paid: Decimal
    key: str
    items: int
    items_total: Decimal
    payments_total: Decimal
    tracking_number: str | None = None


@dataclass(frozen=True)
class FoundPayment:
    id: str
    order_id: str
    amount: Decimal


@dataclass
class Found:
    users: list[FoundUser] = field(default_factory=list[FoundUser])
    orders: list[FoundOrder] = field(default_factory=list[FoundOrder])
    payments: list[FoundPayment] = field(default_factory=list[FoundPayment])
    kept_answers: dict[str, str] = field(default_factory=dict[str, str])
    """The id that the answer kept for an Idempotency-Key names."""
    mails: Counter[str] = field(default_factory=Counter[str])


async def look(connection: Connection, mails: Counter[str]) -> Found:
    users = await connection.fetch("select id::text, email, name, deleted_at is not null from users")
    orders = await connection.fetch(ORDERS)
    payments = await connection.fetch("select id::text, order_id::text, amount from payments")
    kept = await connection.fetch("select key, location from idempotency_keys")
    return Found(
        [FoundUser(*row) for row in users],
        [FoundOrder(*row) for row in orders],
        [FoundPayment(*row) for row in payments],
        {key: location.rpartition("/")[2] for key, location in kept},
        mails,
    )
