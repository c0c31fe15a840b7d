"""The hooks of all annotations, in the order in which the compiler calls them."""

from collections.abc import Sequence

from ..hooks import Hooks
from ..work import Work
from .batched import Batched
from .group import Group
from .json import Json
from .nullable import Nullable
from .optional import Optional
from .orderby import OrderBy
from .page import Page
from .stream import Stream

__all__ = ["ANNOTATIONS", "annotation_hooks"]

ANNOTATIONS: Sequence[type[Hooks]] = (Optional, OrderBy, Page, Batched, Nullable, Json, Stream, Group)


def annotation_hooks(work: Work) -> Sequence[Hooks]:
    """Those of the annotations that the query has."""
    found = [(hooks, work.statement.annotated(*hooks.words)) for hooks in ANNOTATIONS]
    return [hooks(work, lines) for hooks, lines in found if lines]
