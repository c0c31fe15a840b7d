"""E-mail addresses: a part on each side of one @, with nothing in it that has a meaning in the head of a mail.

That is stricter than RFC 5322, which allows spaces, line ends and commas in quotes: no address that is in use has them.
"""

from typing import Annotated

from msgspec import Meta

from .formats import EXAMPLES

_PART = r'[^@\s\x00-\x1f\x7f-\x9f<>(),:;"\[\]\\]+'

# In Python `$` also matches before a final newline, which the lookahead rules out.
PATTERN = rf"^{_PART}@{_PART}(?!\n)$"

Email = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=254,
        pattern=PATTERN,
        description="An e-mail address.",
        examples=[EXAMPLES["email"]],
    ),
]
