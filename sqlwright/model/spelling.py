"""Names with capitals, as Python spells them."""

import re

__all__ = ["snake_case"]

_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?:[a-rt-z]|s[a-z]))")
"""Where a word begins in tenantId and HTTPServer. The s of userIDs is a plural."""


def snake_case(name: str) -> str:
    """tenantId becomes tenant_id; a name without capitals stays."""
    return _SEAM.sub("_", name).lower()
