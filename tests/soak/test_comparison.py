"""The ledger can fail: whatever is lost, doubled or wrong in the database is found."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.soak.comparison import compare, repeated
from tests.soak.found import Found, FoundOrder, FoundPayment, FoundUser
from tests.soak.ledger import Fate, Ledger

ADA = FoundUser("ada", "ada@example.org", "Ada")
LEFT = FoundUser("left", "left@example.org", "Left", is_deleted=True)
ROWS = [FoundUser(f"row {n}", f"row-{n}@example.org", "Row") for n in range(3)]
SHIPPED = FoundOrder("1", "ada", "shipped", Decimal(9), Decimal(9), "tea", 2, Decimal(9), Decimal(9), "parcel")
CANCELLED = FoundOrder("2", "ada", "cancelled", Decimal(5), Decimal(0), "milk", 1, Decimal(5), Decimal(0))
PAID = [FoundPayment("first", "1", Decimal(4)), FoundPayment("second", "1", Decimal(5))]


def acknowledged() -> Ledger:
    ledger = Ledger()
    ledger.sign_up(ADA.email, ADA.name).make(ADA.id)
    left = ledger.sign_up(LEFT.email, LEFT.name)
    left.make(LEFT.id)
    left.left = Fate.MADE
    ledger.file([row.email for row in ROWS]).make()
    tea = ledger.purchase("tea", "ada", Decimal(9), 2)
    tea.make("1")
    tea.shipped, tea.tracking_number = Fate.MADE, "parcel"
    milk = ledger.purchase("milk", "ada", Decimal(5), 1)
    milk.make("2")
    milk.cancelled = Fate.MADE
    for payment in PAID:
        ledger.payment("1", payment.amount).make(payment.id)
    return ledger


def there() -> Found:
    kept = {"tea": "1", "milk": "2"}
    return Found([ADA, LEFT, *ROWS], [SHIPPED, CANCELLED], [*PAID], kept, Counter([ADA.email, LEFT.email]))


def test_what_is_as_it_was_acknowledged_is_well() -> None:
    assert compare(acknowledged(), there()) == []


def with_user(place: int, **changes: Any) -> Callable[[Found], None]:
    def change(found: Found) -> None:
        found.users[place] = replace(found.users[place], **changes)

    return change


def with_order(**changes: Any) -> Callable[[Found], None]:
    """The shipped order is another one."""

    def change(found: Found) -> None:
        found.orders[0] = replace(SHIPPED, **changes)

    return change


Change = Callable[[Found], object]

# What is changed in the database, and what the comparison then finds.
CHANGES: dict[str, tuple[Change, str, str]] = {
    "a user is lost": (lambda it: it.users.remove(ADA), "lost", "the user ada@example.org was"),
    "a user is there twice": (lambda it: it.users.append(ADA), "doubled", "is there 2 times"),
    "a stranger": (lambda it: it.users.append(FoundUser("eve", "eve@example.org", "Eve")), "wrong", "nobody"),
    "a name is lost": (with_user(0, name="Bob"), "lost", "called Bob"),
    "another id": (with_user(0, id="bob"), "wrong", "acknowledged as ada"),
    "deleted": (with_user(0, is_deleted=True), "wrong", "nobody asked"),
    "a deletion is lost": (with_user(1, is_deleted=False), "lost", "the deletion of left@example.org"),
    "half an import": (lambda it: it.users.remove(ROWS[1]), "wrong", "2 of 3 rows"),
    "an import is lost": (lambda it: [it.users.remove(row) for row in ROWS], "lost", "the import that"),
    "an import is there twice": (lambda it: it.users.extend(ROWS), "doubled", "the import that"),
    "an order is lost": (lambda it: it.orders.remove(CANCELLED), "lost", "the key milk was"),
    "an order is doubled": (lambda it: it.orders.append(replace(CANCELLED, id="3")), "doubled", "the key milk is"),
    "nobody's order": (lambda it: it.orders.append(replace(CANCELLED, key="gin")), "wrong", "key gin"),
    "no kept answer": (lambda it: it.kept_answers.pop("milk"), "wrong", "the answer kept for the key milk"),
    "an order of another id": (with_order(id="3"), "wrong", "the order 3 was acknowledged as 1"),
    "another's order": (with_order(user_id="bob"), "wrong", "the order 1 has bob"),
    "items do not add up": (with_order(items_total=Decimal(8)), "wrong", "cost 8, not 9"),
    "payments do not add up": (with_order(paid=Decimal(8)), "wrong", "are 9, not 8"),
    "a shipment is lost": (with_order(status="paid"), "lost", "to be shipped, and is paid"),
    "another shipment": (with_order(tracking_number="x"), "wrong", "sent as x"),
    "a payment is lost": (lambda it: it.payments.pop(), "lost", "the payment of 5"),
    "paid twice": (lambda it: it.payments.append(replace(PAID[0], id="again")), "doubled", "the payment of 4"),
    "paid more": (lambda it: it.payments.append(replace(PAID[0], amount=Decimal(1))), "wrong", "nobody paid 1"),
    "a welcome is lost": (lambda it: it.mails.clear(), "lost", "never welcomed"),
    "an import is welcomed": (lambda it: it.mails.update([ROWS[0].email]), "wrong", "did not sign up"),
}


@pytest.mark.parametrize(("change", "kind", "text"), CHANGES.values(), ids=CHANGES)
def test_what_is_not_is_found(change: Change, kind: str, text: str) -> None:
    found = there()
    change(found)
    different = compare(acknowledged(), found)
    assert [each for each in different if each.kind == kind and text in each.text], different


def test_what_was_not_acknowledged_may_be_there_or_not() -> None:
    ledger = acknowledged()
    for entry in (*ledger.sign_ups.values(), *ledger.purchases.values(), *ledger.payments.values(), *ledger.files):
        entry.fate = Fate.UNKNOWN
    assert compare(ledger, there()) == []
    for purchase in ledger.purchases.values():
        purchase.shipped = purchase.cancelled = Fate.UNKNOWN
    assert compare(ledger, Found()) == []


def test_but_not_twice_and_not_if_it_was_refused() -> None:
    ledger, found = acknowledged(), there()
    ledger.purchases["tea"].fate = Fate.UNKNOWN
    ledger.purchases["milk"].fate = Fate.REFUSED
    found.orders.append(SHIPPED)
    assert {(each.kind, each.text) for each in compare(ledger, found)} == {
        ("doubled", "the order of the key tea is there 2 times"),
        ("wrong", "the order of the key milk was refused and is there"),
    }


def test_a_mail_may_come_twice() -> None:
    found = there()
    found.mails.update([ADA.email, ADA.email])
    assert compare(acknowledged(), found) == []
    assert repeated(found.mails) == 2
