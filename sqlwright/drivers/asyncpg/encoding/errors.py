"""What PostgreSQL cannot write in JSON as msgspec does."""

from ....model import Conversion

__all__ = ["NoJsonError", "converted"]


class NoJsonError(Exception):
    """A value has no JSON that is surely the same."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.why = why
        self.hint = hint


def converted(label: str, conversion: Conversion) -> NoJsonError:
    """A value that becomes one of a type of the project's own."""
    kind = ".".join(conversion.type)
    return NoJsonError(
        f"{label} becomes a {kind}, whose JSON PostgreSQL does not know", "remove @encoded, or that type"
    )
