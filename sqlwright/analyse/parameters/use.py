"""What the uses of one parameter say of it."""

from collections.abc import Sequence

from msgspec import Struct

__all__ = ["Use", "together"]


class Use(Struct):
    """What all uses of one parameter in a statement say together."""

    refused: bool = False
    """NULL always ends in an error, because it is assigned to a NOT NULL column."""
    stored: bool = False
    """NULL can be stored, because it is assigned to a column that takes it."""
    assigned: bool = False
    """It is assigned to a column, which may or may not take NULL."""
    gaps: bool = False
    """It is assigned to a column whose arrays may contain NULL, or its elements to a column that takes NULL."""
    filled: bool = False
    """An element of it that is NULL ends in an error."""
    compared: bool = False
    """A condition on it, perhaps one of several, is never true for NULL."""
    tested: bool = False
    """The statement says what NULL means, by IS NULL, IS DISTINCT FROM, COALESCE and the like."""
    bounds: bool = False
    """It is a LIMIT or OFFSET, for which NULL is the same as none."""
    name: str | None = None
    """The name of the column or argument that it is used for."""
    near: str | None = None
    """A name that it takes if it has no other: of an alias, or of a column in the same expression."""
    dims: int = 0
    """The dimensions that the column which it is assigned to declares."""
    columns: list[tuple[int, int]] = []
    """The table columns that it is compared with or assigned to, by relation and number."""

    @property
    def optional(self) -> bool:
        return not self.refused and (self.stored or self.tested or not self.compared)

    @property
    def only_bounds(self) -> bool:
        """Whether NULL is of no other use than as a LIMIT or OFFSET."""
        return self.bounds and not self.stored and not self.tested


def together(uses: Sequence[Use]) -> Use:
    """The uses in all variants of a query. A NULL that is of use in one variant is allowed."""
    columns = dict.fromkeys(column for use in uses for column in use.columns)
    return Use(
        any(use.refused for use in uses),
        any(use.stored for use in uses),
        any(use.assigned for use in uses),
        any(use.gaps for use in uses),
        any(use.filled for use in uses),
        all(use.compared for use in uses),
        any(use.tested for use in uses),
        any(use.bounds for use in uses),
        next((use.name for use in uses if use.name), None),
        next((use.near for use in uses if use.near), None),
        max((use.dims for use in uses), default=0),
        list(columns),
    )
