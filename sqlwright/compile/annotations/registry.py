"""The hooks of all annotations, in the order in which the compiler calls them."""

from collections.abc import Sequence

from ..hooks import Hooks
from ..work import Work
from .batched import BatchedHooks
from .count import CountHooks
from .encoded import EncodedHooks
from .group import GroupHooks
from .json import JsonHooks
from .nullable import NullableHooks
from .optional import OptionalHooks
from .orderby import OrderByHooks
from .page import PageHooks
from .primary import PrimaryHooks
from .row import RowHooks
from .rows import RowsHooks
from .stream import StreamHooks

__all__ = ["ANNOTATIONS", "annotation_hooks"]

ANNOTATIONS: Sequence[type[Hooks]] = (
    OrderByHooks,
    OptionalHooks,
    PageHooks,
    BatchedHooks,
    NullableHooks,
    JsonHooks,
    RowsHooks,
    StreamHooks,
    GroupHooks,
    RowHooks,
    EncodedHooks,
    PrimaryHooks,
    CountHooks,
)


def annotation_hooks(work: Work) -> Sequence[Hooks]:
    """Those of the annotations that the query has."""
    found = [(hooks, work.statement.annotated(*hooks.words)) for hooks in ANNOTATIONS]
    return [hooks(work, lines) for hooks, lines in found if lines]
