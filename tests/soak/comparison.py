"""Compares the ledger with the database: what is lost, what is there twice, and what is there and should not be."""

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Literal

from tests.soak.found import Found, FoundOrder, FoundPayment, FoundUser
from tests.soak.ledger import Fate, File, Ledger, PartPaid, Purchase, SignUp


@dataclass(frozen=True)
class Difference:
    kind: Literal["lost", "doubled", "wrong"]
    text: str


def compare(ledger: Ledger, found: Found) -> list[Difference]:
    return [
        *_users(ledger, found),
        *_orders(ledger, found),
        *_payments(ledger, found),
        *_sums(found),
        *_mails(ledger, found),
    ]


def _number(what: str, fate: Fate, number: int) -> Generator[Difference]:
    """How often something that was sent once may be there."""
    if number == 0 and fate is Fate.MADE:
        yield Difference("lost", f"{what} was acknowledged and is not there")
    elif number == 1 and fate is Fate.REFUSED:
        yield Difference("wrong", f"{what} was refused and is there")
    elif number > 1:
        yield Difference("doubled", f"{what} is there {number} times")


def _users(ledger: Ledger, found: Found) -> Generator[Difference]:
    by_email: defaultdict[str, list[FoundUser]] = defaultdict(list)
    for user in found.users:
        by_email[user.email].append(user)
    for email, sign_up in ledger.sign_ups.items():
        users = by_email.pop(email, [])
        yield from _number(f"the user {email}", sign_up.fate, len(users))
        if len(users) == 1:
            yield from _user(sign_up, users[0])
    for file in ledger.files:
        yield from _file(file, [len(by_email.pop(email, [])) for email in file.emails])
    yield from (Difference("wrong", f"nobody signed up as {email}") for email in by_email)


def _user(sign_up: SignUp, user: FoundUser) -> Generator[Difference]:
    if sign_up.id not in (None, user.id):
        yield Difference("wrong", f"the user {user.email} is {user.id}, and was acknowledged as {sign_up.id}")
    if user.name not in sign_up.names:
        kind = "lost" if len(sign_up.names) == 1 else "wrong"
        yield Difference(kind, f"the user {user.email} is called {user.name}, not {' or '.join(sorted(sign_up.names))}")
    if sign_up.left is Fate.MADE and not user.is_deleted:
        yield Difference("lost", f"the deletion of {user.email} was acknowledged, and they are there")
    if sign_up.left is Fate.REFUSED and user.is_deleted:
        yield Difference("wrong", f"the user {user.email} is deleted, and nobody asked for it")


def _file(file: File, numbers: list[int]) -> Generator[Difference]:
    name = f"the import that begins with {file.emails[0]}"
    if max(numbers) > 1:
        yield Difference("doubled", f"{name} has users that are there {max(numbers)} times")
    elif sum(numbers) not in (0, len(numbers)):
        yield Difference("wrong", f"of {name}, {sum(numbers)} of {len(numbers)} rows are there")
    elif sum(numbers) == 0 and file.is_made:
        yield Difference("lost", f"{name} was acknowledged and is not there")


def _orders(ledger: Ledger, found: Found) -> Generator[Difference]:
    by_key: defaultdict[str, list[FoundOrder]] = defaultdict(list)
    for order in found.orders:
        by_key[order.key].append(order)
    for key, purchase in ledger.purchases.items():
        orders = by_key.pop(key, [])
        yield from _number(f"the order of the key {key}", purchase.fate, len(orders))
        if len(orders) == 1:
            yield from _order(purchase, orders[0])
            if found.kept_answers.get(key) != orders[0].id:
                yield Difference("wrong", f"the answer kept for the key {key} is not that of its order")
    yield from (Difference("wrong", f"nobody ordered with the key {key}") for key in by_key)


def _order(purchase: Purchase, order: FoundOrder) -> Generator[Difference]:
    name = f"the order {order.id}"
    if purchase.id not in (None, order.id):
        yield Difference("wrong", f"{name} was acknowledged as {purchase.id}")
    expected = (purchase.user_id, purchase.total, purchase.items)
    if (order.user_id, order.total, order.items) != expected:
        yield Difference("wrong", f"{name} has {order.user_id}, {order.total} and {order.items} items, not {expected}")
    for fate, status in ((purchase.shipped, "shipped"), (purchase.cancelled, "cancelled")):
        if fate is Fate.MADE and order.status != status:
            yield Difference("lost", f"{name} was acknowledged to be {status}, and is {order.status}")
        if fate is Fate.REFUSED and order.status == status:
            yield Difference("wrong", f"{name} is {status}, and nobody asked for it")
    if order.tracking_number not in (None, purchase.tracking_number):
        yield Difference("wrong", f"{name} was sent as {order.tracking_number}, not {purchase.tracking_number}")


def _payments(ledger: Ledger, found: Found) -> Generator[Difference]:
    by_place: defaultdict[tuple[str, object], list[FoundPayment]] = defaultdict(list)
    for payment in found.payments:
        by_place[payment.order_id, payment.amount].append(payment)
    for place, entry in ledger.payments.items():
        yield from _payment(entry, by_place.pop(place, []))
    yield from (Difference("wrong", f"nobody paid {amount} for the order {id}") for id, amount in by_place)


def _payment(entry: PartPaid, payments: list[FoundPayment]) -> Generator[Difference]:
    name = f"the payment of {entry.amount} for the order {entry.order_id}"
    yield from _number(name, entry.fate, len(payments))
    if len(payments) == 1 and entry.id not in (None, payments[0].id):
        yield Difference("wrong", f"{name} is {payments[0].id}, and was acknowledged as {entry.id}")


def _sums(found: Found) -> Generator[Difference]:
    for order in found.orders:
        name = f"the order {order.id}"
        if order.total != order.items_total:
            yield Difference("wrong", f"the items of {name} cost {order.items_total}, not {order.total}")
        if order.paid != order.payments_total:
            yield Difference("wrong", f"the payments of {name} are {order.payments_total}, not {order.paid}")
        if (order.status in ("paid", "shipped")) != (order.paid == order.total):
            yield Difference("wrong", f"{name} is {order.status}, with {order.paid} paid of {order.total}")
        if (order.status == "shipped") != (order.tracking_number is not None):
            yield Difference("wrong", f"{name} is {order.status}, and its shipment is {order.tracking_number}")


def _mails(ledger: Ledger, found: Found) -> Generator[Difference]:
    """A welcome is sent at least once, unless the user has left before; who was imported gets none."""
    for user in found.users:
        sign_up = ledger.sign_ups.get(user.email)
        if sign_up is not None and not user.is_deleted and not found.mails[user.email]:
            yield Difference("lost", f"{user.email} was never welcomed")
    strangers = set(found.mails) - set(ledger.sign_ups)
    yield from (Difference("wrong", f"{email} was welcomed, and did not sign up") for email in sorted(strangers))


def repeated(mails: Counter[str]) -> int:
    """How many mails came more than once: that is allowed, as a job is done at least once."""
    return sum(number - 1 for number in mails.values())


def count(differences: Iterable[Difference]) -> Counter[str]:
    return Counter(each.kind for each in differences)
