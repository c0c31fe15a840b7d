"""The texts that db.py is put together from, one module a concern."""

from collections.abc import Mapping

from .answers import ANSWERS
from .base import Part
from .batches import BATCHES
from .connections import CONNECTIONS
from .copies import COPIES
from .documents import DOCUMENTS
from .failures import FAILURES
from .lookups import LOOKUPS
from .observing import OBSERVING
from .pages import PAGES
from .rows import ROWS
from .streams import STREAMS

__all__ = ["PARTS", "Part"]

PARTS: Mapping[str, Part] = {
    **OBSERVING,
    **FAILURES,
    **CONNECTIONS,
    **ROWS,
    **DOCUMENTS,
    **BATCHES,
    **COPIES,
    **PAGES,
    **STREAMS,
    **ANSWERS,
    **LOOKUPS,
}
"""By name, in the order in which they stand in the file, but for constants, which come first."""
