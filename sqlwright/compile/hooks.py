"""What a command or an annotation can change while a query is compiled."""

from collections.abc import Sequence
from typing import ClassVar

from ..model import Field, Parameter, Query
from ..source.annotations import Annotation
from ..source.rewriting import NamedParam
from .drafts import Drafts
from .work import AskedVariant, Work

__all__ = ["Hooks"]


class Hooks:
    """One is made for each query that has the command, or one of the annotations.

    The compiler calls the methods in this order, each one for all hooks of the query. By default they change nothing;
    they raise a CompileError where the query is not what the command or annotation needs.
    """

    words: ClassVar[Sequence[str]] = ()
    """The annotations whose hooks these are."""

    def __init__(self, work: Work, lines: Sequence[Annotation] = ()) -> None:
        self.work = work
        self.statement = work.statement
        self.lines = lines
        """The query's annotations with these words, in the order of the file."""

    @property
    def has_variants(self) -> bool:
        """Whether the query has several statements, of which a call picks one."""
        return False

    def parameters(self, params: Sequence[NamedParam]) -> Sequence[NamedParam]:
        """Adds the parameters that only the annotations have."""
        return params

    def choices(self) -> int:
        """How many texts `drafts` makes of each one."""
        return 1

    def drafts(self, drafts: Drafts) -> Drafts:
        """Changes or multiplies the texts that PostgreSQL is asked about."""
        return drafts

    async def variants(self, variants: Sequence[AskedVariant]) -> Sequence[AskedVariant]:
        """Changes the texts, given what PostgreSQL says of them."""
        return variants

    async def proven(self, columns: Sequence[Field]) -> Sequence[Field]:
        """Joins the columns with those of another text that the query sends."""
        return columns

    def stated(self, columns: Sequence[Field]) -> Sequence[Field]:
        """Changes what the analysis says of the columns to what the query says."""
        return columns

    def typed(
        self, columns: Sequence[Field], params: Sequence[Parameter]
    ) -> tuple[Sequence[Field], Sequence[Parameter]]:
        """Changes the types of columns and parameters; the columns say which embed they belong to."""
        return columns, params

    async def finished(self, query: Query) -> Query:
        """Adds what belongs to the command or annotation to the model."""
        return query

    async def beside(self) -> Sequence[Work]:
        """The queries that come with this one, as they are before any hook sees them."""
        return []
