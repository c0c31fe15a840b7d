"""The calls of each package, by subject."""

from collections.abc import Mapping

from tests.golden.book_calls import BOOK_CALLS
from tests.golden.browsing_calls import BROWSING_CALLS
from tests.golden.calls import Calls
from tests.golden.card_calls import CARD_CALLS
from tests.golden.desk_calls import DESK_CALLS
from tests.golden.document_calls import DOCUMENT_CALLS
from tests.golden.loan_calls import LOAN_CALLS
from tests.golden.lookup_calls import LOOKUP_CALLS
from tests.golden.member_calls import MEMBER_CALLS
from tests.golden.nested_calls import NESTED_CALLS
from tests.golden.report_calls import REPORT_CALLS, ROOM_CALLS
from tests.golden.shape_calls import SHAPE_CALLS
from tests.golden.type_calls import TABLE_CALLS, VALUE_CALLS
from tests.golden.vector_calls import VECTOR_CALLS

__all__ = ["CALLS"]

CALLS: Mapping[str, Mapping[str, Mapping[str, Calls]]] = {
    "library": {
        "members": MEMBER_CALLS,
        "books": BOOK_CALLS,
        "documents": DOCUMENT_CALLS,
        "loans": LOAN_CALLS,
        "reports": REPORT_CALLS,
        "rooms": ROOM_CALLS,
        "browsing": BROWSING_CALLS,
        "shapes": SHAPE_CALLS,
        "nested": NESTED_CALLS,
        "lookups": LOOKUP_CALLS,
        "cards": CARD_CALLS,
    },
    "desk": DESK_CALLS,
    "types": {"tables": TABLE_CALLS, "values": VALUE_CALLS},
    "vectors": {"passages": VECTOR_CALLS},
}
