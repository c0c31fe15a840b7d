"""The errors of this service, below those of any service, and what exceptions of its queries mean.

Conflict
├── EmailTaken    409
└── WrongState    409
TooLarge
└── TooManyRows   413
Unavailable
└── ImportsFull   503
"""

from generated.db import CursorError
from undercroft.errors import Conflict, CursorUnknown, TooLarge, Unavailable
from undercroft.http.problems import Meanings

# Exceptions of the queries that the caller caused.
MEANINGS: Meanings = {CursorError: CursorUnknown}


class EmailTaken(Conflict):
    slug = "email-taken"
    title = "The email is taken"

    def __init__(self, email: str) -> None:
        super().__init__(f"another user has the email {email}")


class WrongState(Conflict):
    slug = "wrong-state"
    title = "The order's state does not allow this"

    def __init__(self, status: str, *, paid: object, total: object) -> None:
        super().__init__(f"the order is {status}, with {paid} paid of {total}")


class TooManyRows(TooLarge):
    def __init__(self, most: int) -> None:
        super().__init__(f"the file has more than {most} rows")


class ImportsFull(Unavailable):
    def __init__(self, is_own: bool = False) -> None:
        """`is_own` says that the caller's key has its share; others may still import."""
        own = "this key has as many imports under way as it may have at once"
        super().__init__(own if is_own else "as many imports are under way as can be at once", retry_after=5)
