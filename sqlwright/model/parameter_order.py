"""The order in which a variant's parameters are sent, which is the order of their numbers in it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

__all__ = ["ALWAYS", "Needs", "in_orders", "sending"]

Needs = frozenset[frozenset[int | str]]
"""Groups of optional parameters, perhaps with the name of an order: a parameter is sent if of at least one group all
optional ones are given, and the order is chosen."""

ALWAYS: Needs = frozenset([frozenset()])


def in_orders(needs: Mapping[str | None, AbstractSet[frozenset[int]]]) -> Needs:
    """What a parameter needs, given the groups for each order."""
    found: set[frozenset[int | str]] = set()
    for group in {group for groups in needs.values() for group in groups}:
        orders = [order for order, groups in needs.items() if any(other <= group for other in groups)]
        if len(orders) == len(needs):
            found.add(group)
        else:
            found.update(group | {order} for order in orders if order is not None)
    return frozenset(group for group in found if not any(other < group for other in found))


def sending(needs: Mapping[int, Needs], optional: Sequence[int]) -> Sequence[tuple[Needs, Sequence[int]]]:
    """The parameters that are sent together: first those that are always sent, then those that go with one optional
    parameter, then the rest."""
    alone = [frozenset([frozenset([number])]) for number in optional]
    others = [found for found in needs.values() if found != ALWAYS and found not in alone]
    groups = [ALWAYS, *alone, *dict.fromkeys(others)]
    return [(group, [number for number, found in needs.items() if found == group]) for group in groups]
