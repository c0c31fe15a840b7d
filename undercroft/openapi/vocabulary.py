"""What the API's words mean: a name for each schema, and for each field a sentence and a value that shows it.

The values tell one story: Ada orders tea, pays, and gets her parcel. A field is found by its schema and name, or by its
name alone; a schema that is equal to a named one takes its name.
"""

from typing import NamedTuple

from msgspec import UNSET, UnsetType

Value = str | int | list[str] | None

EMAIL = "ada@example.org"
USER = "9b1f7c52-3e0d-4a86-b1c4-5d2e8f60a713"
ORDER = "c4a7e6d0-51b8-4f29-8e3a-7b90d2f1465c"
UNKNOWN_ORDER = "00000000-0000-4000-8000-000000000000"
PAYMENT = "2d6e90b3-84f7-4c15-a2d8-1f3b5c7e9064"


class Field(NamedTuple):
    meaning: str
    value: Value | UnsetType = UNSET


# What the service's own types are called here.
NAMES = {
    "GetUserRow": "User",
    "ListUsersPage": "UserPage",
    # The table's struct: an order as it stands in a list.
    "Order": "ListedOrder",
    "GetOrderRow": "Order",
    "GetOrderItem": "Item",
    "ListOrdersPage": "OrderPage",
}

SCHEMAS = {
    "User": "Someone with an account.",
    "UserPage": "Users, newest first.",
    "NewUser": "A user as the caller wants it.",
    "UserPatch": "What is to change of a user; what is absent stays as it is.",
    "Imported": "What became of a file's rows.",
    "Rejected": "A row that was not taken.",
    "ListedOrder": "An order as it stands in a list: without its items.",
    "Order": "An order with its items.",
    "Item": "So many pieces of one thing, at its price.",
    "OrderPage": "Orders, in the order asked for.",
    "NewOrder": "What a user wants to have.",
    "NewItem": "So many pieces of one thing, at its price.",
    "Payment": "What was paid for an order, at once.",
    "NewPayment": "What is paid: at most what is still owed.",
    "PaymentMethod": "How it was paid.",
    "Shipment": "How an order went out: all of it, once.",
    "NewShipment": "How an order goes out.",
    "Summary": "An order with all that became of it.",
    "WantedOrders": "The orders whose summaries are wanted.",
    "FoundLine": "The line of an order that was found.",
    "ProblemLine": "The line of one that was not, or whose reading failed.",
    "Health": "All is well.",
    "Problem": "An error, as RFC 9457 has it.",
    "FieldError": "What is wrong with one value.",
}

FIELDS = {
    "User.id": Field("The user's id, which stays the same.", USER),
    "user_id": Field("The user's id.", USER),
    "email": Field("Taken by one user at a time, compared without case.", EMAIL),
    "name": Field("What the user is called.", "Ada"),
    "version": Field("Counts the changes, from 1; in quotes it is the ETag.", 1),
    "created_at": Field("When it was made: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    "updated_at": Field("When it last changed: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    "next_cursor": Field("What `cursor` has to be to get the next page; null at the end.", None),
    "limit": Field("How many there may be on a page."),
    "cursor": Field("The `next_cursor` of the page before, whose other parameters must be the same but for `limit`."),
    "inserted": Field("How many became users.", 1),
    "rejected_count": Field("How many did not.", 1),
    "rejected": Field("The first 1000 of these, by their lines."),
    "line": Field("Where the row begins in the file, whose first line is 1.", 3),
    "Rejected.detail": Field("Why it was not taken.", "row.email: another user has this email"),
    "Order.id": Field("The order's id, which stays the same.", ORDER),
    "ListedOrder.id": Field("The order's id, which stays the same.", ORDER),
    "order_id": Field("The order's id.", ORDER),
    "status": Field("How far the order is."),
    "total": Field("The sum of its items' line totals.", "9.00"),
    "paid": Field("The sum of its payments: all of `total` once it is `paid` or `shipped`.", "0.00"),
    "created_after": Field("Those made after this: RFC 3339, with a zone.", "2026-11-26T00:00:00Z"),
    "created_before": Field("Those made before this: RFC 3339, with a zone.", "2026-11-27T00:00:00+01:00"),
    "order_by": Field("By time or by total; with `-` the newest or the largest first."),
    "items": Field("What is ordered, in the order given."),
    "UserPage.items": Field("The users on the page; fewer than `limit` only at the end."),
    "OrderPage.items": Field("The orders on the page; fewer than `limit` only at the end."),
    "sku": Field("What it is, as the shop calls it.", "tea"),
    "quantity": Field("How many pieces, as a number without a fraction.", 2),
    "unit_price": Field("What one piece costs.", "4.50"),
    "line_total": Field("`quantity` times `unit_price`.", "9.00"),
    "Payment.id": Field("The payment's id.", PAYMENT),
    "amount": Field("How much.", "9.00"),
    "method": Field("How it was paid."),
    "carrier": Field("Who brings it.", "Post"),
    "tracking_number": Field("By which the carrier knows it.", "RR123456785DE"),
    "shipped_at": Field("When it went out: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    "Summary.payments": Field("Oldest first; empty if nothing is paid."),
    "Summary.shipment": Field("null until it is shipped."),
    "ids": Field("Their ids; a line is answered for each, in this order.", [ORDER, UNKNOWN_ORDER]),
    "FoundLine.id": Field("The id that was asked for.", ORDER),
    "ProblemLine.id": Field("The id that was asked for.", UNKNOWN_ORDER),
    "Health.status": Field("Always this.", "ok"),
    "Problem.type": Field("What kind it is: what a program goes by. Those that there are stand here; more may come."),
    "Problem.title": Field("The same for people; all of a kind have one."),
    "Problem.status": Field("The status of the answer."),
    "Problem.detail": Field("What is wrong this time, for people."),
    "Problem.instance": Field("The path that was called."),
    "Problem.request_id": Field("X-Request-ID, under which it stands in the service's log."),
    "Problem.errors": Field("With invalid-request: each value that is wrong."),
    "FieldError.path": Field(
        "Where it stands, like body.items[0].quantity, query.limit, path.user_id or header.If-Match."
    ),
    "FieldError.message": Field("What is wrong with it, for people."),
}


def field(schema: str, name: str) -> Field | None:
    return FIELDS.get(f"{schema}.{name}") or FIELDS.get(name)
