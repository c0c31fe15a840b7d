"""Makes the same query with other constants: a column may be never NULL only because of the constants' values."""

import re
from random import Random

from .schemas import LITERALS

__all__ = ["with_other_constants"]

_KINDS = {text: kind for kind, texts in reversed(LITERALS.items()) for text in texts}
_CONSTANT = re.compile(r"\((" + "|".join(re.escape(text) for text in sorted(_KINDS, key=len, reverse=True)) + r")\)")


def with_other_constants(random: Random, sql: str) -> str:
    """The statement with other constants; expressions put their constants in parentheses."""
    return _CONSTANT.sub(lambda found: f"({random.choice(LITERALS[_KINDS[found[1]]])})", sql)
