"""The commands of queries, as sqlc calls them."""

from typing import Literal

__all__ = ["Command"]

Command = Literal[
    ":one",
    ":many",
    ":exec",
    ":execrows",
    ":execresult",
    ":copyfrom",
    ":batchexec",
    ":batchone",
    ":batchmany",
    ":notify",
]
