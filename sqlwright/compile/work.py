"""A query on its way from its text to the model: what is known of it so far."""

from collections.abc import Sequence

from msgspec import Struct

from ..model import Embed, Field, Parameter
from ..model.catalog import Catalog
from ..source.macros import Macros
from ..source.rewriting import NamedParam
from ..source.statements import Statement
from .asking import Analyst, Asked
from .drafts import Draft, Drafts

__all__ = ["AskedVariant", "Work"]


class AskedVariant(Struct, frozen=True, eq=False):
    """A variant's text with its parameters numbered from $1, and what PostgreSQL says of it."""

    draft: Draft
    numbers: Sequence[int]
    """For each of its parameters, the number that the query has for it."""
    asked: Asked
    columns: Sequence[Field] = ()
    """What it gives; last the columns that are added for pages."""


class Work:
    """One query. The compiler fills in the attributes from the top to the bottom; each is empty until then."""

    def __init__(self, statement: Statement, analyst: Analyst, macros: Macros, asked: Asked) -> None:
        self.statement = statement
        self.analyst = analyst
        self.macros = macros
        self.asked = asked
        """The statement as it is written, with its macros replaced and its stars written out."""
        self.named: Sequence[NamedParam] = asked.text.params
        """The parameters, with those that only annotations have."""
        self.drafts = Drafts([])
        self.variants: Sequence[AskedVariant] = ()
        """A query without variants has one."""
        self.types: Sequence[int] = ()
        """The types of the parameters, the same in all variants."""
        self.params: Sequence[Parameter] = ()
        self.proven: Sequence[Field] = ()
        """The columns as the analysis proves them, for all variants together."""
        self.columns: Sequence[Field] = ()
        """The columns, with what the query's annotations say of them."""
        self.embeds: Sequence[Embed] = ()

    @property
    def catalog(self) -> Catalog:
        return self.analyst.catalog

    @property
    def is_one_embed(self) -> bool:
        """Whether a row is one embed and nothing else, so that the embed's columns are the row's own."""
        named = any(embedded.has_alias for embedded in self.macros.embeds)
        return not named and [embed.count for embed in self.embeds if not embed.nullable] == [len(self.columns)]
