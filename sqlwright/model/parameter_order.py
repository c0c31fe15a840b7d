"""In which order a variant's parameters are sent, which is that of their numbers in it."""

from collections.abc import Mapping, Sequence

__all__ = ["ALWAYS", "Needs", "sending"]

Needs = frozenset[frozenset[int]]
"""Optional parameters in groups: what needs them is sent where all of one group are given."""

ALWAYS: Needs = frozenset([frozenset()])


def sending(needs: Mapping[int, Needs], optional: Sequence[int]) -> Sequence[tuple[Needs, Sequence[int]]]:
    """The parameters that are sent together: what is always, then what goes with one optional parameter each, then the
    rest."""
    alone = [frozenset([frozenset([number])]) for number in optional]
    others = [found for found in needs.values() if found != ALWAYS and found not in alone]
    groups = [ALWAYS, *alone, *dict.fromkeys(others)]
    return [(group, [number for number, found in needs.items() if found == group]) for group in groups]
