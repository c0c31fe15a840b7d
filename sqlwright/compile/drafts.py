"""The texts of a query with variants, before PostgreSQL sees them."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..model.parameter_order import Needs
from ..source.rewriting import Rewritten

__all__ = ["Draft", "Drafts"]


class Draft(Struct, frozen=True, eq=False):
    """A variant's text, in which parameters still have the query's own numbers."""

    text: Rewritten
    left_out: frozenset[int] = frozenset()
    """The optional parameters that it is without."""
    order: str | None = None
    """The name of its order, by `@orderby`."""

    @property
    def numbers(self) -> frozenset[int]:
        """The parameters in it."""
        return frozenset(int(token.text[1:]) for token in self.text.words if token.kind == "PARAM")


class Drafts(Struct, frozen=True):
    drafts: Sequence[Draft]
    """The first one leaves nothing out, and is in the first order."""
    optional: Sequence[int] = ()
    """The parameters that may be left out, in the order of their numbers."""
    defaults: Sequence[int] = ()
    """The parameters that have a value where a caller gives none."""
    needs: Mapping[int, Needs] = {}
    """For each parameter, the groups of optional ones: it is sent where all of one group are given."""
