"""Pieces of SQL that are written once, above them `-- fragment: name(parameters)`, and used in several queries."""

from .definitions import NO_FRAGMENTS, Fragment, Fragments
from .expansion import expanded
from .reading import fragment_texts, mentions_fragments, read_fragments

__all__ = [
    "NO_FRAGMENTS",
    "Fragment",
    "Fragments",
    "expanded",
    "fragment_texts",
    "mentions_fragments",
    "read_fragments",
]
