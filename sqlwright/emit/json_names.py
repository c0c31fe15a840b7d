"""The names of struct fields in JSON."""

from collections.abc import Sequence

from msgspec import defstruct

from ..model.numbering import numbered
from ..model.options import Style
from .project_names import Names

__all__ = ["json_names", "styled"]


def json_names(fields: Sequence[str], names: Names) -> Sequence[str]:
    """The names in JSON for these names in PostgreSQL, without duplicates."""
    found: list[str] = []
    for mine, name in zip(names.fields(fields), fields, strict=True):
        found.append(numbered(styled(names.json_name(name, mine), names.options.structs.rename), found))
    return found


def styled(name: str, style: Style | None) -> str:
    """The name in a style of the options, as msgspec writes it."""
    if style is None:
        return name
    return defstruct("_", [(name, int)], rename=style).__struct_encode_fields__[0]
