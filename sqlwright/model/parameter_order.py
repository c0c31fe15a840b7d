"""The order in which a variant's parameters are sent, which is the order of their numbers in it."""

from collections.abc import Mapping, Sequence

__all__ = ["ALWAYS", "Needs", "sending"]

Needs = frozenset[frozenset[int]]
"""Groups of optional parameters: a parameter is sent if all optional ones of at least one group are given."""

ALWAYS: Needs = frozenset([frozenset()])


def sending(needs: Mapping[int, Needs], optional: Sequence[int]) -> Sequence[tuple[Needs, Sequence[int]]]:
    """The parameters that are sent together: first those that are always sent, then those that go with one optional
    parameter, then the rest."""
    alone = [frozenset([frozenset([number])]) for number in optional]
    others = [found for found in needs.values() if found != ALWAYS and found not in alone]
    groups = [ALWAYS, *alone, *dict.fromkeys(others)]
    return [(group, [number for number, found in needs.items() if found == group]) for group in groups]
