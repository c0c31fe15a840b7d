"""Money: a decimal string above 0 and below 10^10, with at most two decimals."""

from typing import Annotated

from msgspec import Meta

# Its end is said twice because in Python `$` lets a newline follow.
Money = Annotated[
    str,
    Meta(
        pattern=r"^([1-9][0-9]{0,9}(\.[0-9]{1,2})?|0\.(0[1-9]|[1-9][0-9]?))(?!\n)$",
        description="Above 0 and below 10^10, with at most two decimals.",
        examples=["12.50"],
    ),
]
