"""The ledger: what the service has acknowledged, kept where nothing that happens to the service can reach it.

Whatever a client wants to change is entered before it is sent. What is known of it afterwards is its fate.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum


class Fate(Enum):
    UNKNOWN = "unknown"
    """Sent, and not acknowledged: it may be there once, or not at all."""
    MADE = "made"
    """Acknowledged: it has to be there, once."""
    REFUSED = "refused"
    """The service said no: it may not be there."""


@dataclass
class Entry:
    fate: Fate = field(default=Fate.UNKNOWN, kw_only=True)

    def refuse(self) -> None:
        self.fate = Fate.REFUSED

    @property
    def is_made(self) -> bool:
        return self.fate is Fate.MADE


@dataclass
class SignUp(Entry):
    """Known by its address: nobody else uses it."""

    email: str
    names: set[str]
    """The user has one of these: several, while it is not known whether a change was made."""
    id: str | None = None
    left: Fate = Fate.REFUSED
    """Whether the user was deleted."""

    def make(self, id: str | None) -> None:
        self.fate, self.id = Fate.MADE, id or self.id


@dataclass
class Purchase(Entry):
    """Known by its Idempotency-Key, which is the SKU of its items."""

    key: str
    user_id: str
    total: Decimal
    items: int
    id: str | None = None
    shipped: Fate = Fate.REFUSED
    cancelled: Fate = Fate.REFUSED
    tracking_number: str = ""

    def make(self, id: str) -> None:
        self.fate, self.id = Fate.MADE, id


@dataclass
class PartPaid(Entry):
    """Known by its order and its amount: no other payment of the order has the same."""

    order_id: str
    amount: Decimal
    id: str | None = None

    def make(self, id: str | None) -> None:
        self.fate, self.id = Fate.MADE, id or self.id


@dataclass
class File(Entry):
    """An import: all its addresses become users, or none."""

    emails: list[str]

    def make(self) -> None:
        self.fate = Fate.MADE


@dataclass
class Ledger:
    sign_ups: dict[str, SignUp] = field(default_factory=dict[str, SignUp])
    """By address."""
    purchases: dict[str, Purchase] = field(default_factory=dict[str, Purchase])
    """By key."""
    payments: dict[tuple[str, Decimal], PartPaid] = field(default_factory=dict[tuple[str, Decimal], PartPaid])
    files: list[File] = field(default_factory=list[File])

    def sign_up(self, email: str, name: str) -> SignUp:
        return self.sign_ups.setdefault(email, SignUp(email, {name}))

    def purchase(self, key: str, user_id: str, total: Decimal, items: int) -> Purchase:
        return self.purchases.setdefault(key, Purchase(key, user_id, total, items))

    def payment(self, order_id: str, amount: Decimal) -> PartPaid:
        return self.payments.setdefault((order_id, amount), PartPaid(order_id, amount))

    def file(self, emails: list[str]) -> File:
        self.files.append(File(emails))
        return self.files[-1]

    def count(self, fate: Fate) -> int:
        """How many entries have this fate."""
        entries: list[Entry] = [
            *self.sign_ups.values(),
            *self.purchases.values(),
            *self.payments.values(),
            *self.files,
        ]
        return sum(entry.fate is fate for entry in entries)
